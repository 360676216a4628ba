"""The orders of lists, and the position of a row in them, from which the next page begins.

Every order is total, so that a position is never shared by two rows: it ends in the primary key or in columns
that are unique together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import groupby, takewhile
from operator import or_
from typing import Any, TypeAlias

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import (
    BooleanField,
    Expression,
    F,
    Model,
    Q,
    QuerySet,
    Value,
)
from django.db.models.sql.compiler import SQLCompiler

from agencies.slots import Later, Slot
from agencies.stands import Cell, Stand

Place: TypeAlias = Cell | Later
"""A value of a row's position, or one that is known only when the SQL is run."""


@dataclass(frozen=True)
class Key:
    """One column of an order: `path` as a queryset names it, such as `plan__year`.

    `stand` says where empty values are sorted, for a column that may have some.
    """

    path: str
    stand: Stand | None = None
    falls: bool = False

    @property
    def expression(self) -> Expression | F:
        """The column in SQL, never null."""
        if self.stand is None:
            return F(self.path)
        return self.stand.expression(self.path, falls=self.falls)

    def of(self, row: Any) -> Cell:
        """Its value in `row`, with which the rows on the path were loaded."""
        value: Any = row
        for name in self.path.split("__"):
            value = getattr(value, name)
        found: Cell = self._empty if value is None else value
        return found

    @property
    def _empty(self) -> Any:
        return None if self.stand is None else self.stand.value(falls=self.falls)


@dataclass(frozen=True)
class Order:
    """A total order of the rows of a list. `name` is how it was asked for."""

    name: str
    keys: tuple[Key, ...]

    def sorted(self, queryset: QuerySet[Any], *, backwards: bool = False) -> QuerySet[Any]:
        """`queryset` in this order, or in the opposite one."""
        terms = [_term(key, falls=key.falls != backwards) for key in self.keys]
        return queryset.order_by(*terms)

    def position(self, row: Any) -> tuple[Cell, ...]:
        """Where `row` stands."""
        return tuple(key.of(row) for key in self.keys)

    @property
    def places(self) -> list[Later]:
        """A position whose values are known only when the SQL is run: those of `placed`."""
        return [Later(f"place_{number}") for number, _key in enumerate(self.keys)]

    @property
    def paths(self) -> list[str]:
        """The paths of its columns, the leading one first."""
        return [key.path for key in self.keys]

    @property
    def columns(self) -> dict[str, Any]:
        """The cells of a `position` as columns of a query, by name."""
        return {f"key_{number}": key.expression for number, key in enumerate(self.keys)}

    def placed(self, position: Sequence[Cell]) -> dict[str, Cell]:
        """The values for `places`."""
        return {place.name: cell for place, cell in zip(self.places, position, strict=True)}

    def beyond(self, position: Sequence[Place], *, backwards: bool = False, including: bool = False) -> Q:
        """The condition for rows after `position`, or with `backwards` before it; `including` the row at it.

        Where all columns run in the same direction this is one comparison of rows, `(a, b) > (x, y)`, for
        which a database goes straight to the place in an index; with OR it would read everything before it.
        Leading columns of another table, such as the year of a plan, are compared by themselves as well,
        since no index has columns of two tables.
        """
        runs = _runs(self.keys, position, backwards=backwards)
        first = Q(runs[0].compared(equal=True)) if len(runs) > 1 else Q()
        if elsewhere := runs[0].elsewhere:
            first &= Q(elsewhere.compared(equal=True))
        options = [_after(runs, number, including=including) for number in range(len(runs))]
        return first & reduce(or_, options)


@dataclass(frozen=True)
class _Run:
    """Neighbouring columns that run in the same direction, and the position of a row in them."""

    keys: tuple[Key, ...]
    cells: tuple[Place, ...]
    falls: bool

    @property
    def elsewhere(self) -> _Run | None:
        """Its leading columns of another table; None where there are none, or no others."""
        number = len([*takewhile(lambda key: "__" in key.path, self.keys)])
        if number in {0, len(self.keys)}:
            return None
        return _Run(self.keys[:number], self.cells[:number], self.falls)

    def compared(self, *, equal: bool) -> Compared:
        sign = ("<" if self.falls else ">") + ("=" if equal else "")
        return Compared([key.expression for key in self.keys], sign, self.cells)

    @property
    def same(self) -> Compared:
        return Compared([key.expression for key in self.keys], "=", self.cells)


def _runs(keys: Sequence[Key], position: Sequence[Place], *, backwards: bool) -> list[_Run]:
    placed = zip(keys, position, strict=True)
    found = []
    for falls, group in groupby(placed, key=lambda pair: pair[0].falls != backwards):
        run_keys, cells = zip(*group, strict=True)
        found.append(_Run(run_keys, cells, falls))
    return found


def _after(runs: Sequence[_Run], number: int, *, including: bool) -> Q:
    """The condition for rows equal in all runs before that one, and beyond the position in it."""
    last = number == len(runs) - 1
    level = reduce(lambda found, run: found & Q(run.same), runs[:number], Q())
    return level & Q(runs[number].compared(equal=including and last))


class Compared(Expression):
    """`(a, b) > (x, y)` as the database itself compares rows."""

    output_field = BooleanField()

    def __init__(self, columns: Sequence[Any], sign: str, cells: Sequence[Place]) -> None:
        super().__init__()
        self.columns, self.sign, self.cells = list(columns), sign, cells

    def get_source_expressions(self) -> list[Any]:
        """The columns; the values are of their types."""
        return self.columns

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        """The columns, resolved."""
        self.columns = list(exprs)

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """The comparison with its parameters."""
        values = [
            Slot(cell.name, column.output_field)
            if isinstance(cell, Later)
            else Value(cell, output_field=column.output_field)
            for column, cell in zip(self.columns, self.cells, strict=True)
        ]
        left, right = (
            [compiler.compile(expression) for expression in side] for side in (self.columns, values)
        )
        rows = [", ".join(sql for sql, _ in side) for side in (left, right)]
        parameters = (given for _, sent in (*left, *right) for given in sent)
        return f"({rows[0]}) {self.sign} ({rows[1]})", tuple(parameters)


def _term(key: Key, *, falls: bool) -> Any:
    return key.expression.desc() if falls else key.expression.asc()


class Orderings:
    """The orders of a list by name; `-` before a name reverses it.

    `ties` are paths that sort rows which are equal otherwise. `default` is the order of a list for which none
    is asked; without it, the first one.
    """

    def __init__(
        self,
        model: type[Model],
        choices: Mapping[str, Sequence[Key | str]],
        *,
        ties: Sequence[str] = (),
        default: str = "",
    ) -> None:
        self.model, self.choices, self.ties = model, choices, ties
        self.default = default or next(iter(choices))

    @property
    def names(self) -> list[str]:
        """All that can be asked for."""
        return [sign + name for name in self.choices for sign in ("", "-")]

    def chosen(self, asked: Iterable[str]) -> Order:
        """The order by these names, the leading one first; ties run in the direction of the last name."""
        names = [name for name in asked if name] or [self.default]
        keys: dict[str, Key] = {}
        for name in names:
            falls = name.startswith("-")
            for key in self.choices[name.removeprefix("-")]:
                _add(keys, key, falls=falls)
        for path in (*self.ties, "pk"):
            if not self._is_total(keys):
                _add(keys, path, falls=falls)
        return Order(",".join(names), tuple(keys.values()))

    def _is_total(self, keys: Iterable[str]) -> bool:
        """Whether no two rows can stand at the same place."""
        options, paths = self.model._meta, {path.removesuffix("_id") for path in keys}
        together = [set(one.fields) for one in options.total_unique_constraints]
        alone = [{field.name} for field in options.concrete_fields if field.unique]
        return "pk" in paths or any(unique <= paths for unique in [*together, *alone])


def _add(keys: dict[str, Key], key: Key | str, *, falls: bool) -> None:
    column = Key(key) if isinstance(key, str) else key
    keys.setdefault(column.path, Key(column.path, column.stand, column.falls != falls))
