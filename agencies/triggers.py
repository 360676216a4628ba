"""Database triggers that keep the audit append-only, even for somebody with a database shell.

`create` and `remove` are used by the migrations; only the tests use them elsewhere, to empty tables and to
tamper with them.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ENTRIES = "agencies_auditentry"
SEALS = "agencies_auditseal"
HEAD = "agencies_audithead"
MESSAGE = "audit entries are append-only"

_PREFIX = {ENTRIES: "audit", SEALS: "seal", HEAD: "head"}
# Where the chain ends moves on, and never back.
_UPDATES_REFUSED = {ENTRIES: "", SEALS: "", HEAD: "WHEN (NEW.number <= OLD.number OR NEW.id <> OLD.id)"}


def _sqlite_create(table: str) -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    name = _PREFIX[table]
    return [
        f"CREATE TRIGGER {name}_no_update BEFORE UPDATE ON {table} {_UPDATES_REFUSED[table]} {refuse}",
        f"CREATE TRIGGER {name}_no_delete BEFORE DELETE ON {table} {refuse}",
    ]


def _postgresql_create(table: str) -> list[str]:
    refuse = "EXECUTE FUNCTION audit_refuse()"
    name = _PREFIX[table]
    return [
        "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$",
        f"CREATE TRIGGER {name}_no_update BEFORE UPDATE ON {table} "
        f"FOR EACH ROW {_UPDATES_REFUSED[table]} {refuse}",
        f"CREATE TRIGGER {name}_no_delete BEFORE DELETE ON {table} FOR EACH ROW {refuse}",
        f"CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}",
    ]


def create(schema_editor: BaseDatabaseSchemaEditor, tables: Iterable[str] = tuple(_PREFIX)) -> None:
    """Make the triggers of this database's kind."""
    sqlite = schema_editor.connection.vendor == "sqlite"
    for table in tables:
        for statement in _sqlite_create(table) if sqlite else _postgresql_create(table):
            schema_editor.execute(statement)


def remove(schema_editor: BaseDatabaseSchemaEditor, tables: Iterable[str] = tuple(_PREFIX)) -> None:
    """Take the triggers away."""
    sqlite = schema_editor.connection.vendor == "sqlite"
    # `change` is what one trigger for updates and deletions was once called on PostgreSQL.
    events = ("update", "delete") if sqlite else ("update", "delete", "truncate", "change")
    for table in tables:
        for event in events:
            place = "" if sqlite else f" ON {table}"
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {_PREFIX[table]}_no_{event}{place}")
