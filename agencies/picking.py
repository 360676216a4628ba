"""Model instances by SQL that is compiled once (`agencies.slots`): for what every request looks up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any, Generic, TypeVar

from django.db.models import Expression, F, Model, QuerySet, Subquery

from agencies.slots import Slot, Statement, sees_all, statement
from agencies.ticks import DATA_VERSION

Row = TypeVar("Row", bound=Model)


Beside = tuple[tuple[str, Expression | Subquery | F], ...]
"""Annotations: pairs of the name of an attribute and the expression for it."""

WITH_VERSION: Beside = (("data_version", DATA_VERSION),)
"""The version of the data (`agencies.ticks`) as an annotation."""


@dataclass(frozen=True, eq=False)
class Picked(Generic[Row]):
    """A compiled query for instances of `model`, with related ones as by `select_related` and annotations."""

    model: type[Row]
    related: tuple[str, ...]
    beside: Beside
    statement: Statement

    def rows(self, values: Mapping[str, Any]) -> list[Row]:
        """The instances found with these values, by name, in the slots; one query."""
        database, found = self.statement.database, self.statement.rows(values)
        if not self.related and not self.beside:
            [names] = _columns(self.model, ())
            return [self.model.from_db(database, names, cells) for cells in found]
        return [_row(self.model, self.related, self.beside, database, cells) for cells in found]


def picked(rows: QuerySet[Row], related: tuple[str, ...] = (), beside: Beside = ()) -> Picked[Row]:
    """`rows` compiled in their order; a `Slot` stands where a value is known only when they are read."""
    return Picked(rows.model, related, beside, _selected(rows, related, beside))


def pick(
    rows: QuerySet[Row], name: str, value: Any, related: tuple[str, ...] = (), beside: Beside = ()
) -> Row | None:
    """The one of `rows` (the result of a `visible_to`) whose column `name` is `value`; None without one.

    `related` are paths as for `select_related`, each after the path that it continues.
    """
    if isinstance(value, str) and "\0" in value:
        # No text in a database has a null character, and PostgreSQL refuses to look for one.
        return None
    if not sees_all(rows):
        chosen = rows.filter(**{name: value}).select_related(*related)
        found: Row | None = chosen.annotate(**dict(beside)).first()
        return found
    for cells in _picking(rows.model, name, related, beside, rows.db).rows({"value": value}):
        return _row(rows.model, related, beside, rows.db, cells)
    return None


@lru_cache(maxsize=100)
def _picking(
    model: type[Model], name: str, related: tuple[str, ...], beside: Beside, database: str
) -> Statement:
    column: Any = model._meta.pk if name == "pk" else model._meta.get_field(name)
    found: QuerySet[Any] = QuerySet(model, using=database).filter(**{name: Slot("value", column)})
    return _selected(found.order_by(), related, beside)


def _selected(rows: QuerySet[Any], related: tuple[str, ...], beside: Beside) -> Statement:
    model: type[Model] = rows.model
    paths = [path for paths in _columns(model, related) for path in paths]
    expressions = [expression for _name, expression in beside]
    return statement(rows.values_list(*paths, *expressions), lasts=True)


@lru_cache(maxsize=100)
def _columns(model: type[Model], related: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The paths to the columns of `model`, then to those of each related model."""
    kinds = _kinds(model, related)
    return _attributes(model)[0], *(
        tuple(f"{path}__{name}" for name in _attributes(kind)[0])
        for path, kind in zip(related, kinds, strict=True)
    )


@lru_cache(maxsize=100)
def _kinds(model: type[Model], related: tuple[str, ...]) -> tuple[type[Model], ...]:
    found = []
    for path in related:
        kind: Any = model
        for name in path.split("__"):
            kind = kind._meta.get_field(name).related_model
        found.append(kind)
    return tuple(found)


def _row(
    model: type[Row], related: tuple[str, ...], beside: Beside, database: str, cells: Sequence[Any]
) -> Row:
    left: Iterator[Any] = iter(cells)
    made = {"": _made(model, database, left)}
    for path, kind in zip(related, _kinds(model, related), strict=True):
        before, _, name = path.rpartition("__")
        made[path] = _made(kind, database, left)
        if made[before] is not None:
            setattr(made[before], name, made[path])
    found: Row = made[""]
    for (name, _expression), cell in zip(beside, left, strict=True):
        setattr(found, name, cell)
    return found


def _made(kind: type[Model], database: str, left: Iterator[Any]) -> Any:
    """An instance made of the next cells; None where its key is null."""
    names, key = _attributes(kind)
    cells = list(islice(left, len(names)))
    return None if cells[key] is None else kind.from_db(database, names, cells)


@lru_cache(maxsize=100)
def _attributes(kind: type[Model]) -> tuple[tuple[str, ...], int]:
    """The names of the columns of `kind`, and the place of its key among them."""
    fields: Sequence[Any] = kind._meta.concrete_fields
    return tuple(field.attname for field in fields), fields.index(kind._meta.pk)
