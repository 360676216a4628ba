"""Database triggers that take the word from what is kept of a task whenever a fact of it is written or an
agency of it gets another name.

They make the row of every new task too, which holds nothing yet. `create` and `remove` are for migrations:
one that has SQLite make a table of these anew has to create its triggers again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

STANDING = "tasks_taskstanding"
NEVER = "0001-01-01"

PLACE = ("plan_id", "section_id", "number")
"""Where a task stands, which its row says too."""

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
"""Tables of facts; of each the column that leads to its tasks, and how."""

RENAMED = "agency_renamed"
AGENCY = "agencies_agency"
IS_RENAMED = "OLD.name <> NEW.name"
_OF_RENAMED = "SELECT task_id FROM tasks_assignment WHERE agency_id = NEW.id"
"""A task is shown with the names of its agencies, which change when a body gets another name."""

EVENTS = {"insert": "NEW", "update": "NEW", "delete": "OLD"}
"""What may happen to a row, and which version of it leads to its task: a fact never passes to another."""


def _new(task: str) -> str:
    """The statement that makes the rows of new tasks, `task` being a table of them."""
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
    """The statement that takes the word from the rows of `tasks`."""
    return f"UPDATE {STANDING} SET valid_through = '{NEVER}' WHERE task_id IN ({tasks})"  # noqa: S608 - our own names


def _moved(task: str, source: str = "") -> str:
    """The statement that has rows follow the place of `task`."""
    place = ", ".join(f"{column} = {task}.{column}" for column in PLACE)
    return f"UPDATE {STANDING} SET {place} {source} WHERE {STANDING}.task_id = {task}.id"  # noqa: S608 - our own names


def _sqlite() -> list[str]:
    placed = ", ".join(f"NEW.{column} AS {column}" for column in ("id", *PLACE))
    task = f"(SELECT {placed}) AS task"
    made = [
        f"CREATE TRIGGER standing_new AFTER INSERT ON tasks_task BEGIN {_new(task)}; END",
        f"CREATE TRIGGER standing_moved AFTER UPDATE OF {', '.join(PLACE)} ON tasks_task "
        f"BEGIN {_moved('NEW')}; END",
        f"CREATE TRIGGER {RENAMED} AFTER UPDATE OF name ON {AGENCY} WHEN {IS_RENAMED} "
        f"BEGIN {_stale(_OF_RENAMED)}; END",
    ]
    for table, (column, path) in FACTS.items():
        for event, version in EVENTS.items():
            stale = _stale(path.format(keys=f"{version}.{column}"))
            made.append(f"CREATE TRIGGER {_name(table, event)} AFTER {event} ON {table} BEGIN {stale}; END")
    return made


def _postgresql() -> list[str]:
    """Once a statement and in the order of keys: whoever writes of several tasks waits in no ring."""
    made = [
        function("standing_new", _new("changed AS task")),
        function("standing_moved", _moved("changed", "FROM changed")),
        _trigger("standing_new", "insert", "tasks_task", "standing_new"),
        _trigger("standing_moved", "update", "tasks_task", "standing_moved"),
        function(RENAMED, _stale(_in_order(_OF_RENAMED))),
        f"CREATE TRIGGER {RENAMED} AFTER UPDATE OF name ON {AGENCY} FOR EACH ROW WHEN ({IS_RENAMED}) "
        f"EXECUTE FUNCTION {RENAMED}()",
    ]
    for table, (column, path) in FACTS.items():
        tasks = path.format(keys=f"SELECT {column} FROM changed")  # noqa: S608 - our own names
        made.append(function(f"{table}_stale", _stale(_in_order(tasks))))
        made += [_trigger(_name(table, event), event, table, f"{table}_stale") for event in EVENTS]
    return made


def _in_order(tasks: str) -> str:
    """Of `tasks` those whose rows have to be told, locked.

    Also where one is stale already, since that stamps the row; but once in a transaction is enough.
    """
    told = f"(valid_through <> '{NEVER}' OR xmin <> pg_current_xact_id()::xid)"
    ordered = f"SELECT task_id FROM {STANDING} WHERE {told} AND task_id IN ({tasks})"  # noqa: S608 - our own names
    return f"{ordered} ORDER BY task_id FOR NO KEY UPDATE"


def _name(table: str, event: str) -> str:
    return f"{table}_stale_{event}"


def function(name: str, statement: str, gives: str = "NULL") -> str:
    """PostgreSQL's function of a trigger, which gives what the trigger has to give back."""
    body = f"BEGIN {statement}; RETURN {gives}; END"
    return f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$"


def _trigger(name: str, event: str, table: str, function: str) -> str:
    return f"CREATE TRIGGER {name} {on_statement(event, table, function)}"


def on_statement(event: str, table: str, function: str) -> str:
    """When PostgreSQL's trigger calls `function`: once a statement, with its rows as `changed`."""
    return (
        f"AFTER {event} ON {table} REFERENCING {EVENTS[event]} TABLE AS changed "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
    )


def make(
    schema_editor: BaseDatabaseSchemaEditor, triggers: Mapping[str, str], functions: Sequence[str] = ()
) -> None:
    """Make `triggers`, by name what each does and when, and before them the `functions` that they call."""
    for statement in functions:
        schema_editor.execute(statement, None)
    for name, what in triggers.items():
        schema_editor.execute(f"CREATE TRIGGER {name} {what}", None)


def drop(schema_editor: BaseDatabaseSchemaEditor, triggers: Mapping[str, str]) -> None:
    """Take those away that `make` makes."""
    sqlite = schema_editor.connection.vendor == "sqlite"
    for name, what in triggers.items():
        table = what.partition(" ON ")[2].partition(" ")[0]
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}{'' if sqlite else f' ON {table}'}", None)


def create(schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the triggers of this database's kind."""
    for statement in _sqlite() if schema_editor.connection.vendor == "sqlite" else _postgresql():
        schema_editor.execute(statement, None)


def fill(connection: BaseDatabaseWrapper) -> None:
    """Make the rows of tasks that came while there were no triggers; they hold nothing yet."""
    without = f"WHERE NOT EXISTS (SELECT 1 FROM {STANDING} WHERE task_id = task.id)"  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        cursor.execute(_new(f"tasks_task AS task {without}"))


def remove(schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers away."""
    sqlite = schema_editor.connection.vendor == "sqlite"
    names = {"standing_new": "tasks_task", "standing_moved": "tasks_task", RENAMED: AGENCY}
    names |= {_name(table, event): table for table in FACTS for event in EVENTS}
    for name, table in names.items():
        place = "" if sqlite else f" ON {table}"
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}{place}")
