"""Querysets compiled to SQL once and run many times with other values.

For queries that every request makes: to build their SQL takes longer than to run it. Put a `Slot` into a
queryset where a value is missing, make a `statement` of it, and give the values to `Statement.rows`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Field, QuerySet
from psycopg2.extensions import BYTES, AsIs, register_type

MOST_PREPARED = 50
"""The most statements that one connection to PostgreSQL keeps prepared."""


@dataclass(frozen=True)
class Later:
    """The name of a value that is known only when the SQL is run."""

    name: str


@dataclass(frozen=True)
class Gap:
    """A parameter of compiled SQL for which the value called `name` is put in, adapted as `kind` does."""

    name: str
    kind: Field[Any, Any]


class Slot(Expression):
    """An expression for a queryset: the value called `name`, which is known only when the SQL is run."""

    def __init__(self, name: str, kind: Field[Any, Any]) -> None:
        super().__init__(output_field=kind)
        self.name, self.kind = name, kind

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """A placeholder, with a `Gap` as its parameter."""
        return "%s", (Gap(self.name, self.kind),)


@dataclass(frozen=True, eq=False)
class Statement:
    """A compiled query for one database, with a `Gap` among its parameters for each value that is missing.

    One that `lasts` is prepared once per connection to PostgreSQL, which would otherwise take longer to plan
    it than to run it. Of one that is `raw` PostgreSQL's texts stay the bytes in which it sends them, for an
    answer that they are put into as they are; SQLite has none but `str`.
    """

    database: str
    sql: str
    parameters: tuple[Any, ...]
    converters: Mapping[int, Any]
    lasts: bool = False
    raw: bool = False

    def rows(self, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """The rows found with these values, by name, in the gaps; one query."""
        connection = connections[self.database]
        with connection.cursor() as cursor:
            if self.raw and connection.vendor == "postgresql":
                register_type(BYTES, cursor.cursor)
            if self.lasts and connection.vendor == "postgresql":
                given = [
                    _given(part, values, connection) for part in self.parameters if isinstance(part, Gap)
                ]
                told = _prepared(self, connection, cursor, len(given))
                try:
                    cursor.execute(told, given or None)
                except Exception:
                    # Also what the driver refuses to send, such as a null character.
                    _forget(self, connection)
                    raise
            else:
                cursor.execute(self.sql, [_given(part, values, connection) for part in self.parameters])
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return self._converted(found, connection) if self.converters and found else found

    def _converted(
        self, rows: Sequence[tuple[Any, ...]], connection: BaseDatabaseWrapper
    ) -> list[tuple[Any, ...]]:
        """The cells as Python values, which SQLite has no dates for; by column, since that is faster."""
        columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
        for place, (converters, column) in self.converters.items():
            for convert in converters:
                columns[place] = [convert(cell, column, connection) for cell in columns[place]]
        return list(zip(*columns, strict=True))


def statement(rows: QuerySet[Any, Any], *, lasts: bool = False) -> Statement:
    """`rows` compiled for their database; raises `EmptyResultSet` where they can never have a row."""
    compiler = rows.query.get_compiler(rows.db)
    sql, parameters = compiler.as_sql()
    converters = compiler.get_converters([column for column, *_ in compiler.select])
    return Statement(rows.db, sql, tuple(parameters), converters, lasts)


def sees_all(rows: QuerySet[Any]) -> bool:
    """Whether `rows`, the result of a `visible_to`, are all rows of their model.

    Only then may SQL that was compiled for one user be run for another.
    """
    query = rows.query
    return not (query.where or query.is_sliced or query.combinator or query.annotations)


def _given(part: Any, values: Mapping[str, Any], connection: BaseDatabaseWrapper) -> Any:
    return part.kind.get_db_prep_value(values[part.name], connection) if isinstance(part, Gap) else part


_names = count(1)
_known: WeakKeyDictionary[Any, dict[Statement, str]] = WeakKeyDictionary()
"""For each connection to PostgreSQL, the names of the statements prepared on it, the oldest first."""


def _prepared(wanted: Statement, connection: BaseDatabaseWrapper, cursor: Any, number: int) -> str:
    """SQL that runs the statement with `number` values, after preparing it where the connection has not."""
    known = _known.setdefault(connection.connection, {})
    name, told = known.get(wanted), ""
    if name is None:
        # Each its own: one that failed half-way is not met again.
        name = f"duban_{next(_names)}"
        gaps = (AsIs(f"${place}") for place in range(1, number + 1))
        inside = [next(gaps) if isinstance(part, Gap) else part for part in wanted.parameters]
        text = cursor.mogrify(wanted.sql, inside).decode()
        text = text.replace("%", "%%") if number else text
        told = f"PREPARE {name} AS {text}; "
        if len(known) >= MOST_PREPARED:
            told += f"DEALLOCATE {known.pop(next(iter(known)))}; "
        known[wanted] = name
    return f"{told}EXECUTE {name}{_places(number)}"


def _forget(failed: Statement, connection: BaseDatabaseWrapper) -> None:
    """Have a statement that failed prepared anew: it may have failed before it was prepared."""
    _known.get(connection.connection, {}).pop(failed, None)


def _places(number: int) -> str:
    return f" ({', '.join(['%s'] * number)})" if number else ""
