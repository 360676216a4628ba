"""What tells that nothing was written: a number that is another after every transaction that wrote.

Triggers add to it whenever a row of a watched table is written. On PostgreSQL a transaction adds once, to a
row of `agencies_tick` that no other holds, so that nobody waits; what counts is the sum of all that is kept.
It rises with every commit, in whatever order they come, and by chance steps, so that a restored
database does not come to a number that was reached before with other data. `watch` and `unwatch` are for
migrations: one that has SQLite make a watched table anew has to watch it again.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.expressions import RawSQL

TABLE = "agencies_tick"
STEP = 1_000_000_000
"""The largest step, the smallest being 1."""

EVENTS = ("insert", "update", "delete")

FREE = f"SELECT id FROM {TABLE} LIMIT 1 FOR UPDATE SKIP LOCKED"  # noqa: S608 - our own name

FUNCTION = f"""
CREATE OR REPLACE FUNCTION tick() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE step bigint := 1 + floor(random() * {STEP})::bigint;
BEGIN
    IF current_setting('duban.has_ticked', true) = 'yes' THEN
        RETURN NULL;
    END IF;
    UPDATE {TABLE} SET number = number + step WHERE id = ({FREE});
    IF NOT FOUND THEN
        INSERT INTO {TABLE} (number) VALUES (step);
    END IF;
    PERFORM set_config('duban.has_ticked', 'yes', true);
    RETURN NULL;
END $$
"""  # noqa: S608 - our own names
"""A transaction, or what is left of it when a savepoint is undone, remembers to its end that it has added."""

SQLITE_TICK = (
    f"INSERT INTO {TABLE} (id, number) VALUES (1, 1 + abs(random() % {STEP})) "  # noqa: S608 - our own name
    "ON CONFLICT (id) DO UPDATE SET number = number + excluded.number"
)

DATA_VERSION = RawSQL(f"SELECT sum(number) FROM {TABLE}", ())  # noqa: S608, S611 - our own name
"""The number, as a column of any query. Where it is the same twice, no watched table was written between."""


def watch(schema_editor: BaseDatabaseSchemaEditor, tables: Iterable[str]) -> None:
    """Make the triggers of `tables`, also where there are some already."""
    tables = list(tables)
    unwatch(schema_editor, tables)
    sqlite = schema_editor.connection.vendor == "sqlite"
    if not sqlite:
        schema_editor.execute(FUNCTION, None)
    done = f"BEGIN {SQLITE_TICK}; END" if sqlite else "FOR EACH STATEMENT EXECUTE FUNCTION tick()"
    for table in tables:
        for event in EVENTS:
            name = trigger(table, event)
            schema_editor.execute(f"CREATE TRIGGER {name} AFTER {event} ON {table} {done}", None)


def unwatch(schema_editor: BaseDatabaseSchemaEditor, tables: Iterable[str]) -> None:
    """Take the triggers away."""
    sqlite = schema_editor.connection.vendor == "sqlite"
    for table in tables:
        for event in EVENTS:
            place = "" if sqlite else f" ON {table}"
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {trigger(table, event)}{place}", None)


def trigger(table: str, event: str) -> str:
    """The name of the trigger of `table` for that event."""
    return f"{table}_tick_{event}"
