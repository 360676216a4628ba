"""Putting generated rows into an empty database, as fast as each kind of database takes them."""

from __future__ import annotations

import datetime
import io
import json
from collections.abc import Sequence
from random import Random
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Field, Model

from agencies.models import Agency, User
from benchmarks.generated.frame import make_frame
from benchmarks.generated.rows import COLUMNS, Row, Writer
from benchmarks.generated.stories import PLANS
from plans.models import Plan, Section, SourceDocument
from tasks.models import ReportingRound
from tasks.services.standings import standings_refresh_stale
from tasks.triggers import fill

SEED = 20260101
TASKS_AT_ONCE = 5_000
FRAMED: tuple[type[Model], ...] = (Agency, User, SourceDocument, Plan, Section, ReportingRound)


def generate(size: int, day: datetime.date, seed: int = SEED) -> None:
    """Fill a migrated database without rows with `size` tasks, a multiple of 50, as of `day`.

    Every constraint of the tables is in force meanwhile, but for foreign keys in PostgreSQL: what they refer
    to stands there by construction, and a test checks that.
    """
    writer = Writer(size // PLANS, day, Random(seed))
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL session_replication_role = replica")
                cursor.execute("SET LOCAL synchronous_commit = off")
        make_frame(day)
        for first in range(1, size + 1, TASKS_AT_ONCE):
            for task in range(first, min(first + TASKS_AT_ONCE, size + 1)):
                writer.tell(task)
            for model, rows in writer.take().items():
                store(model, rows)
        _count_on()
    fill(connection)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    standings_refresh_stale(day=day)


def settle() -> None:
    """What a database does by itself in time: know its rows, and which of them everybody sees."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def store(model: type[Model], rows: Sequence[Row]) -> None:
    """Add rows of `COLUMNS`; the other columns get the defaults of the model or of the database."""
    given = COLUMNS[model]
    rest = [field for field in model._meta.local_concrete_fields if not _is_given(field, given)]
    named = [*given, *(field.attname for field in rest)]
    column_of = {field.attname: str(field.column) for field in model._meta.local_concrete_fields}
    columns = [column_of[name] for name in named]
    defaults = tuple(_default(field) for field in rest)
    if connection.vendor == "postgresql":
        _copy(model._meta.db_table, columns, rows, defaults)
    else:
        _insert(model._meta.db_table, columns, rows, defaults)


def _is_given(field: Field[object, object], given: Sequence[str]) -> bool:
    return field.attname in given or field.primary_key or field.has_db_default()


def _default(field: Field[object, object]) -> object:
    value = field.get_default()
    return json.dumps(value) if isinstance(value, (list, dict)) else value


def _copy(table: str, columns: Sequence[str], rows: Sequence[Row], defaults: Row) -> None:
    tail = "".join(f"\t{_text(value)}" for value in defaults)
    lines = "".join(["\t".join([_text(value) for value in row]) + tail + "\n" for row in rows])
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.copy_expert(f'COPY "{table}" ({names}) FROM STDIN', io.StringIO(lines))


def _text(value: object) -> str:
    """A value as COPY reads it; nothing generated holds a tab, a line break or a backslash."""
    return "\\N" if value is None else str(value)


def _insert(table: str, columns: Sequence[str], rows: Sequence[Row], defaults: Row) -> None:
    names, marks = ", ".join(f'"{column}"' for column in columns), ", ".join(["%s"] * len(columns))
    values = [[_adapted(value) for value in (*row, *defaults)] for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', values)


def _adapted(value: Any) -> Any:
    if isinstance(value, datetime.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value.isoformat() if isinstance(value, datetime.date) else value


def _count_on() -> None:
    """Let new rows get keys behind those that were given."""
    models = [*FRAMED, *COLUMNS]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
