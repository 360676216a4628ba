"""Database triggers that copy from a task to its assignments and reports the columns that lists go by.

An assignment gets the task's plan and number: with these and the agency in one index, a page of an agency's
tasks is found directly, without sorting thousands of them. A report gets the plan, so that an index finds
what waits in it. Only these triggers write the columns, whoever adds a row or moves a task. Their methods
`create` and `remove` are for migrations. One that makes SQLite rebuild such a table has to create its
triggers again.
"""

from __future__ import annotations

from tasks.triggers import Triggers, function, on_statement


def _places(table: str, columns: tuple[str, ...], word: str) -> Triggers:
    """The triggers that keep `columns` of `table` equal to the task's; their names begin with `word`."""
    placed, moved = f"{word}_placed", f"{word}_moved"
    return Triggers(
        _sqlite(table, columns, placed, moved),
        _postgresql(table, columns, placed, moved),
        [_placed(columns, placed), _moved(table, columns, moved)],
    )


def _sqlite(table: str, columns: tuple[str, ...], placed: str, moved: str) -> dict[str, str]:
    own, new = ", ".join(columns), ", ".join(f"NEW.{column}" for column in columns)
    of_task = f"SELECT {own} FROM tasks_task WHERE id = NEW.task_id"  # noqa: S608 - our own names
    place = f"UPDATE {table} SET ({own}) = ({of_task}) WHERE id = NEW.id"  # noqa: S608
    follow = f"UPDATE {table} SET ({own}) = ({new}) WHERE task_id = NEW.id"  # noqa: S608
    return {
        f"{placed}_insert": f"AFTER INSERT ON {table} BEGIN {place}; END",
        f"{placed}_update": f"AFTER UPDATE OF task_id, {own} ON {table} BEGIN {place}; END",
        moved: f"AFTER UPDATE OF {own} ON tasks_task BEGIN {follow}; END",
    }


def _placed(columns: tuple[str, ...], name: str) -> str:
    """The function of PostgreSQL's trigger on the rows themselves.

    The task is locked like one that is referred to, so that a row added while the task moves waits for that.
    """
    own, new = ", ".join(columns), ", ".join(f"NEW.{column}" for column in columns)
    place = f"SELECT {own} INTO {new} FROM tasks_task WHERE id = NEW.task_id FOR KEY SHARE"  # noqa: S608 - our own names
    return function(name, place, gives="NEW")


def _moved(table: str, columns: tuple[str, ...], name: str) -> str:
    """The function of PostgreSQL's trigger on tasks."""
    pairs = [(f"place.{column}", f"changed.{column}") for column in columns]
    differs = " OR ".join(f"{own} IS DISTINCT FROM {new}" for own, new in pairs)
    others = f"SELECT place.id FROM {table} place JOIN changed ON changed.id = place.task_id WHERE {differs}"  # noqa: S608 - our own names
    follow = ", ".join(f"{column} = changed.{column}" for column in columns)
    return function(
        name,
        f"UPDATE {table} place SET {follow} FROM changed WHERE place.task_id = changed.id "  # noqa: S608
        f"AND place.id IN ({others} ORDER BY place.id FOR NO KEY UPDATE OF place)",
    )


def _postgresql(table: str, columns: tuple[str, ...], placed: str, moved: str) -> dict[str, str]:
    before = f"BEFORE INSERT OR UPDATE OF task_id, {', '.join(columns)} ON {table} FOR EACH ROW "
    return {
        placed: f"{before}EXECUTE FUNCTION {placed}()",
        moved: on_statement("update", "tasks_task", moved),
    }


ASSIGNMENTS = _places("tasks_assignment", ("plan_id", "number"), "assignment")
REPORTS = _places("tasks_progressreport", ("plan_id",), "report")
