"""The version of the data: a number that differs after every transaction that wrote to a watched table.

Whoever finds the same number twice knows that nothing was written in between: 304 and `agencies.remembering`
rest on that. Triggers on the watched tables add to it. On PostgreSQL each transaction adds once, to a row of
`agencies_tick` that no other transaction holds, so that nobody waits; the version is the sum of all rows. It
rises with every commit, in whatever order these come. The steps are random, so that a database restored from
a backup does not reach a number again that once stood for other data.

`watch` and `unwatch` are for migrations. One that makes SQLite rebuild a watched table has to watch it again.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.expressions import RawSQL

TABLE = "agencies_tick"
STEP = 1_000_000_000
"""The largest step; the smallest is 1."""

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
"""Adds to the number once per transaction: a setting local to the transaction says that it has.

A savepoint that is rolled back takes that setting along with its step.
"""

SQLITE_TICK = (
    f"INSERT INTO {TABLE} (id, number) VALUES (1, 1 + abs(random() % {STEP})) "  # noqa: S608 - our own name
    "ON CONFLICT (id) DO UPDATE SET number = number + excluded.number"
)

DATA_VERSION = RawSQL(f"SELECT sum(number) FROM {TABLE}", ())  # noqa: S608, S611 - our own name
"""The version, as a column for any query."""


def watch(schema_editor: BaseDatabaseSchemaEditor, tables: Iterable[str]) -> None:
    """Create the triggers of `tables`, in place of any that there are."""
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
    """Drop the triggers of `tables`."""
    sqlite = schema_editor.connection.vendor == "sqlite"
    for table in tables:
        for event in EVENTS:
            place = "" if sqlite else f" ON {table}"
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {trigger(table, event)}{place}", None)


def trigger(table: str, event: str) -> str:
    """The name of the trigger of `table` for that event."""
    return f"{table}_tick_{event}"
