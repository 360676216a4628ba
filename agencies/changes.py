"""When rows were last written, by the database's clock, and from which moment an incremental pull asks next.

A row becomes visible when its transaction commits, but carries an earlier moment, at which it was written. A
script that asks for everything written since its last answer would miss rows that were written before it and
committed after it. `safe_moment` lies before all such writes.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import DateTimeField, Func
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone

NOW = {
    "postgresql": "CASE WHEN pg_current_xact_id() IS NOT NULL THEN clock_timestamp() END",
    "sqlite": "replace(strftime('%Y-%m-%d %H:%M:%f000', 'now'), '.000000', '')",
}
"""The moment at which a row is written, in SQL.

On PostgreSQL the transaction takes a number before it reads the clock, so that `safe_moment` sees it among
those that write. SQLite compares moments as text, so there the moment has the form in which Django writes it.
"""

OLDEST_WRITE = (
    "SELECT least(statement_timestamp(), min(xact_start)) FROM pg_stat_activity "
    "WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid() AND datname = current_database()"
)


class Moment(Func):
    """The moment at which a row is written."""

    output_field = DateTimeField()

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *_: Any, **__: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        """The expression of this database's kind."""
        return NOW[connection.vendor].replace("%", "%%"), ()


def safe_moment() -> datetime.datetime:
    """A moment before which no row will appear any more: all that carry an earlier one can be read by now.

    On PostgreSQL it is the start of the oldest open transaction that has written anything, else now. (Writers
    under another database role are seen only by a member of `pg_read_all_stats`.) On SQLite, where one writes
    at a time, it waits for the writer.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(OLDEST_WRITE)
            found: datetime.datetime = cursor.fetchone()[0]
            return found
    with transaction.atomic():
        now = timezone.now()
    return now.replace(microsecond=now.microsecond // 1000 * 1000)
