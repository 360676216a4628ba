"""What stands for an empty value where rows are sorted, in the SQL of orders and of their indexes alike."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.db.models import DateField, DateTimeField, F, Field, IntegerField, Value
from django.db.models.functions import Coalesce

Cell: TypeAlias = str | int | bool | datetime.date | datetime.datetime


class Literal(Value):
    """A number or a day that is written into the SQL: an index serves an expression that has the same."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        """The value itself."""
        return (str(self.value) if isinstance(self.value, int) else f"'{self.value.isoformat()}'"), ()


@dataclass(frozen=True)
class Stand:
    """What an empty value is sorted as: after everything else, in rising and in falling order."""

    field: type[Field[Any, Any]]
    rising: Cell
    falling: Cell
    written: type[Value] = Value

    def value(self, *, falls: bool) -> Cell:
        """What it is in that order."""
        return self.falling if falls else self.rising

    def expression(self, path: str, *, falls: bool = False) -> Coalesce:
        """The column at `path`, never null."""
        return Coalesce(F(path), self.written(self.value(falls=falls)), output_field=self.field())


DATES = Stand(DateField, datetime.date.max, datetime.date.min, Literal)
NUMBERS = Stand(IntegerField, 2**31 - 1, -(2**31), Literal)
INSTANTS = Stand(
    DateTimeField,
    datetime.datetime(9999, 1, 1, tzinfo=datetime.UTC),
    datetime.datetime(1, 1, 2, tzinfo=datetime.UTC),
)
