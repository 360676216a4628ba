"""Database triggers that keep beside each assignment and each report where its task stands in lists.

Of an assignment that is the plan and the number: by these and the agency an index goes straight to a page of
what the agency has, where otherwise thousands of tasks would be sorted for a few rows. Of a report it is the
plan, in which an index finds what waits. Only the database writes them, whoever adds a row or moves a task.
`create` and `remove` are for migrations: one that has SQLite make a table of these anew has to create its
triggers again.
"""

from __future__ import annotations

from tasks.triggers import Triggers, function, on_statement


def _places(table: str, columns: tuple[str, ...], word: str) -> Triggers:
    """Of the rows of `table`, which have their task's `columns`; `word` is what its triggers are named by."""
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
    """What PostgreSQL's trigger of a row calls.

    The task is locked as by a reference to it: a row that is added while it moves waits for that.
    """
    own, new = ", ".join(columns), ", ".join(f"NEW.{column}" for column in columns)
    place = f"SELECT {own} INTO {new} FROM tasks_task WHERE id = NEW.task_id FOR KEY SHARE"  # noqa: S608 - our own names
    return function(name, place, gives="NEW")


def _moved(table: str, columns: tuple[str, ...], name: str) -> str:
    """What PostgreSQL's trigger of tasks calls."""
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
