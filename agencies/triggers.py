"""Database triggers that keep the audit append-only, even for somebody with a database shell.

`create` and `remove` are used by the migration; only the tests use them elsewhere, to empty tables.
"""

from __future__ import annotations

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLE = "agencies_auditentry"
MESSAGE = "audit entries are append-only"

_SQLITE_CREATE = [
    f"CREATE TRIGGER audit_no_{event} BEFORE {event} ON {TABLE} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    for event in ("update", "delete")
]
_SQLITE_REMOVE = [f"DROP TRIGGER IF EXISTS audit_no_{event}" for event in ("update", "delete")]

_POSTGRESQL_CREATE = [
    "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$",
    f"CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON {TABLE} "
    "FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    f"CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON {TABLE} "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
]
_POSTGRESQL_REMOVE = [
    f"DROP TRIGGER IF EXISTS audit_no_change ON {TABLE}",
    f"DROP TRIGGER IF EXISTS audit_no_truncate ON {TABLE}",
]


def create(schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the triggers of this database's kind."""
    sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in _SQLITE_CREATE if sqlite else _POSTGRESQL_CREATE:
        schema_editor.execute(statement)


def remove(schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers away."""
    sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in _SQLITE_REMOVE if sqlite else _POSTGRESQL_REMOVE:
        schema_editor.execute(statement)
