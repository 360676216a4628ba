"""SQL that is compiled once and run with other values each time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Field, QuerySet
from psycopg2.extensions import AsIs

MOST_PREPARED = 50
"""Statements of which one connection to PostgreSQL keeps the plan."""


@dataclass(frozen=True)
class Later:
    """A value that is known by its name only, until the SQL is run."""

    name: str


@dataclass(frozen=True)
class Gap:
    """Stands among the parameters of compiled SQL where the value of that name goes, of that kind."""

    name: str
    kind: Field[Any, Any]


class Slot(Expression):
    """Stands in a queryset for a value that is known only when its SQL is run."""

    def __init__(self, name: str, kind: Field[Any, Any]) -> None:
        super().__init__(output_field=kind)
        self.name, self.kind = name, kind

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The place of one parameter."""
        return "%s", (Gap(self.name, self.kind),)


@dataclass(frozen=True, eq=False)
class Statement:
    """SQL for one database, with a `Gap` where a value is missing.

    Where it `lasts`, it is run again and again: PostgreSQL, which would take longer to plan than to run it,
    keeps its plan for as long as a connection lasts.
    """

    database: str
    sql: str
    parameters: tuple[Any, ...]
    converters: Mapping[int, Any]
    lasts: bool = False

    def rows(self, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """What it finds with these values in its gaps; one query."""
        connection = connections[self.database]
        with connection.cursor() as cursor:
            if self.lasts and connection.vendor == "postgresql":
                given = [
                    _given(part, values, connection) for part in self.parameters if isinstance(part, Gap)
                ]
                told = _prepared(self, connection, cursor, len(given))
                try:
                    cursor.execute(told, given or None)
                except DatabaseError:
                    _forget(self, connection)
                    raise
            else:
                cursor.execute(self.sql, [_given(part, values, connection) for part in self.parameters])
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return self._converted(found, connection) if self.converters and found else found

    def _converted(
        self, rows: Sequence[tuple[Any, ...]], connection: BaseDatabaseWrapper
    ) -> list[tuple[Any, ...]]:
        """As Python has it: SQLite, for one, knows no dates. A column at a time, which is faster."""
        columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
        for place, (converters, column) in self.converters.items():
            for convert in converters:
                columns[place] = [convert(cell, column, connection) for cell in columns[place]]
        return list(zip(*columns, strict=True))


def statement(rows: QuerySet[Any, Any], *, lasts: bool = False) -> Statement:
    """`rows` as SQL; raises `EmptyResultSet` where no row can ever be found."""
    compiler = rows.query.get_compiler(rows.db)
    sql, parameters = compiler.as_sql()
    converters = compiler.get_converters([column for column, *_ in compiler.select])
    return Statement(rows.db, sql, tuple(parameters), converters, lasts)


def sees_all(rows: QuerySet[Any]) -> bool:
    """Whether `rows`, as a `visible_to` gave them, are all rows there are.

    What was compiled for one person serves another only then.
    """
    query = rows.query
    return not (query.where or query.is_sliced or query.combinator or query.annotations)


def _given(part: Any, values: Mapping[str, Any], connection: BaseDatabaseWrapper) -> Any:
    return part.kind.get_db_prep_value(values[part.name], connection) if isinstance(part, Gap) else part


_names = count(1)
_known: WeakKeyDictionary[Any, dict[Statement, str]] = WeakKeyDictionary()
"""By connection to PostgreSQL the names of the statements that it has prepared, the oldest first."""


def _prepared(wanted: Statement, connection: BaseDatabaseWrapper, cursor: Any, number: int) -> str:
    """What runs the statement with so many values; a connection that does not know it yet is told first."""
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
    """Whether the connection knows what failed is not sure: the next time it is told anew."""
    _known.get(connection.connection, {}).pop(failed, None)


def _places(number: int) -> str:
    return f" ({', '.join(['%s'] * number)})" if number else ""
