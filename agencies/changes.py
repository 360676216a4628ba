"""When rows were written last, by the database's own clock, and from when a script has to ask again.

A row is seen when the transaction that wrote it ends, and carries a moment from before that. Who asks for
what was written since the last answer came would miss what was under way at the time; `safe_moment` is
before all of that.
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

On PostgreSQL the transaction shows itself among those that write before the clock is read; on SQLite the
moment is written as Django writes one, since there moments are compared as text.
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
    """A moment such that whoever reads from now on finds all that was or will be written with an earlier one.

    On PostgreSQL the begin of the oldest transaction that has written and still goes on, else now; who only
    reads holds nothing back. What other roles of the database write is seen by a member of
    `pg_read_all_stats` alone. On SQLite, where one writes at a time, it waits for whoever does.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(OLDEST_WRITE)
            found: datetime.datetime = cursor.fetchone()[0]
            return found
    with transaction.atomic():
        now = timezone.now()
    return now.replace(microsecond=now.microsecond // 1000 * 1000)
