"""SQL that is compiled once and run with other values each time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.models import Expression, Field, QuerySet


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


@dataclass(frozen=True)
class Statement:
    """SQL for one database, with a `Gap` where a value is missing."""

    database: str
    sql: str
    parameters: tuple[Any, ...]

    def rows(self, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """What it finds with these values in its gaps."""
        connection = connections[self.database]
        given = [
            part.kind.get_db_prep_value(values[part.name], connection) if isinstance(part, Gap) else part
            for part in self.parameters
        ]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, given)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def statement(rows: QuerySet[Any, Any]) -> Statement:
    """`rows` as SQL; raises `EmptyResultSet` where no row can ever be found."""
    sql, parameters = rows.query.get_compiler(rows.db).as_sql()
    return Statement(rows.db, sql, tuple(parameters))


def sees_all(rows: QuerySet[Any]) -> bool:
    """Whether `rows`, as a `visible_to` gave them, are all rows there are.

    What was compiled for one person serves another only then.
    """
    query = rows.query
    return not (query.where or query.is_sliced or query.combinator or query.annotations)
