"""Database triggers that mark the kept row of a task (`TaskStanding`) as stale when a fact of it is written.

They fire on every write, also past the services: of a fact, or of the name of one of the task's agencies.
They also insert the row of every new task, which is stale at first. `create` and `remove` are for migrations.
A migration that makes SQLite rebuild one of these tables has to create its triggers again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

STANDING = "tasks_taskstanding"
NEVER = "0001-01-01"

PLACE = ("plan_id", "section_id", "number")
"""The columns of a task that its kept row repeats."""

_OF_TASK = ("task_id", "{keys}")
_OF_ROUND = "SELECT task_id FROM tasks_roundtask WHERE round_id IN ({keys})"

FACTS = {
    "tasks_assignment": _OF_TASK,
    "tasks_duedatechange": _OF_TASK,
    "tasks_lightoverride": _OF_TASK,
    "tasks_roundtask": _OF_TASK,
    "tasks_submission": _OF_TASK,
    "tasks_review": ("report_id", "SELECT task_id FROM tasks_progressreport WHERE id IN ({keys})"),
    "tasks_rounddecision": ("round_id", _OF_ROUND),
    "tasks_reportinground": ("id", _OF_ROUND),
}
"""Tables of facts; for each the column that leads to its tasks, and the SQL that finds them by it."""

NEW_TASK, MOVED_TASK, RENAMED = "standing_new", "standing_moved", "agency_renamed"
AGENCY = "agencies_agency"
IS_RENAMED = "OLD.name <> NEW.name"
_OF_RENAMED = "SELECT task_id FROM tasks_assignment WHERE agency_id = NEW.id"
"""A task is shown with the names of its agencies, which change when a body gets another name."""

EVENTS = {"insert": "NEW", "update": "NEW", "delete": "OLD"}
"""The events of a trigger, and which version of the row leads to its task: a fact never changes its task."""


def _new(task: str) -> str:
    """The statement that inserts the stale rows of new tasks; `task` is SQL for a table of them."""
    values = (
        f"task.id, task.plan_id, task.section_id, task.number, '{NEVER}', '{NEVER}', 0, 0, 0, "
        f"'unassigned', 'no_report', 0, 0, 'grey', '{NEVER}', ''"
    )
    columns = (
        "task_id, plan_id, section_id, number, computed_on, valid_through, lead_count, share_count, "
        "shares_confirmed, mode, status, missed_rounds, unchanged_rounds, kept_light, light_through, "
        "judged_by"
    )
    return f"INSERT INTO {STANDING} ({columns}) SELECT {values} FROM {task}"  # noqa: S608 - our own names


def _stale(tasks: str) -> str:
    """The statement that marks the rows of `tasks`, SQL for their keys, as stale."""
    return f"UPDATE {STANDING} SET valid_through = '{NEVER}' WHERE task_id IN ({tasks})"  # noqa: S608 - our own names


def _moved(task: str, source: str = "") -> str:
    """The statement that copies the `PLACE` of `task` to its row; one moved to another plan was not red."""
    place = ", ".join(f"{column} = {task}.{column}" for column in PLACE)
    same = f"was_red = {STANDING}.was_red AND {STANDING}.plan_id = {task}.plan_id"
    return f"UPDATE {STANDING} SET {place}, {same} {source} WHERE {STANDING}.task_id = {task}.id"  # noqa: S608 - our own names


def _sqlite() -> dict[str, str]:
    placed = ", ".join(f"NEW.{column} AS {column}" for column in ("id", *PLACE))
    task = f"(SELECT {placed}) AS task"
    made = {
        NEW_TASK: f"AFTER INSERT ON tasks_task BEGIN {_new(task)}; END",
        MOVED_TASK: f"AFTER UPDATE OF {', '.join(PLACE)} ON tasks_task BEGIN {_moved('NEW')}; END",
        RENAMED: f"AFTER UPDATE OF name ON {AGENCY} WHEN {IS_RENAMED} BEGIN {_stale(_OF_RENAMED)}; END",
    }
    for table, (column, path) in FACTS.items():
        for event, version in EVENTS.items():
            stale = _stale(path.format(keys=f"{version}.{column}"))
            made[_name(table, event)] = f"AFTER {event} ON {table} BEGIN {stale}; END"
    return made


def _functions() -> list[str]:
    """The functions of PostgreSQL's triggers. They lock rows in the order of keys, so that none deadlock."""
    made = [
        function(NEW_TASK, _new("changed AS task")),
        function(MOVED_TASK, _moved("changed", "FROM changed")),
        function(RENAMED, _stale(_in_order(_OF_RENAMED))),
    ]
    for table, (column, path) in FACTS.items():
        tasks = path.format(keys=f"SELECT {column} FROM changed")  # noqa: S608 - our own names
        made.append(function(f"{table}_stale", _stale(_in_order(tasks))))
    return made


def _postgresql() -> dict[str, str]:
    renamed = f"AFTER UPDATE OF name ON {AGENCY} FOR EACH ROW WHEN ({IS_RENAMED})"
    made = {
        NEW_TASK: on_statement("insert", "tasks_task", NEW_TASK),
        MOVED_TASK: on_statement("update", "tasks_task", MOVED_TASK),
        RENAMED: f"{renamed} EXECUTE FUNCTION {RENAMED}()",
    }
    for table in FACTS:
        for event in EVENTS:
            made[_name(table, event)] = on_statement(event, table, f"{table}_stale")
    return made


def _in_order(tasks: str) -> str:
    """The keys of those of `tasks` whose rows have to be marked, locked in order.

    A row that is stale already is marked again, because that stamps it (`tasks.stamps`), but only once in a
    transaction.
    """
    told = f"(valid_through <> '{NEVER}' OR xmin <> pg_current_xact_id()::xid)"
    ordered = f"SELECT task_id FROM {STANDING} WHERE {told} AND task_id IN ({tasks})"  # noqa: S608 - our own names
    return f"{ordered} ORDER BY task_id FOR NO KEY UPDATE"


def _name(table: str, event: str) -> str:
    return f"{table}_stale_{event}"


def function(name: str, statement: str, gives: str = "NULL") -> str:
    """A PostgreSQL trigger function that runs `statement` and returns `gives`."""
    body = f"BEGIN {statement}; RETURN {gives}; END"
    return f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"


def on_statement(event: str, table: str, function: str) -> str:
    """A PostgreSQL trigger that calls `function` once per statement, with the rows written as `changed`."""
    return (
        f"AFTER {event} ON {table} REFERENCING {EVENTS[event]} TABLE AS changed "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
    )


@dataclass(frozen=True)
class Triggers:
    """Triggers for both kinds of database, by name; `functions` are those that PostgreSQL's triggers call."""

    sqlite: Mapping[str, str]
    postgresql: Mapping[str, str]
    functions: Sequence[str]

    def create(self, schema_editor: BaseDatabaseSchemaEditor) -> None:
        """Create those for this kind of database."""
        for statement in () if _is_sqlite(schema_editor) else self.functions:
            schema_editor.execute(statement, None)
        for name, what in self._of(schema_editor).items():
            schema_editor.execute(f"CREATE TRIGGER {name} {what}", None)

    def remove(self, schema_editor: BaseDatabaseSchemaEditor) -> None:
        """Drop those for this kind of database."""
        for name, what in self._of(schema_editor).items():
            table = what.partition(" ON ")[2].partition(" ")[0]
            place = "" if _is_sqlite(schema_editor) else f" ON {table}"
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}{place}", None)

    def but(self, sqlite: Mapping[str, str], functions: Sequence[str]) -> Triggers:
        """The same with some replaced, as they were before a migration, for undoing it."""
        return Triggers({**self.sqlite, **sqlite}, self.postgresql, [*self.functions, *functions])

    def _of(self, schema_editor: BaseDatabaseSchemaEditor) -> Mapping[str, str]:
        return self.sqlite if _is_sqlite(schema_editor) else self.postgresql


def _is_sqlite(schema_editor: BaseDatabaseSchemaEditor) -> bool:
    return schema_editor.connection.vendor == "sqlite"


STALE = Triggers(_sqlite(), _postgresql(), _functions())
create, remove = STALE.create, STALE.remove


def fill(connection: BaseDatabaseWrapper) -> None:
    """Insert the stale rows of tasks that were added while there were no triggers."""
    without = f"WHERE NOT EXISTS (SELECT 1 FROM {STANDING} WHERE task_id = task.id)"  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        cursor.execute(_new(f"tasks_task AS task {without}"))
