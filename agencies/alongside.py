"""Rows that belong to other rows, fetched with these or, of however many, by the very same query."""

from __future__ import annotations

import datetime
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from django.db.models import Model, OuterRef, Prefetch, QuerySet

from agencies.json_sql import JsonArray, JsonText

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Alongside:
    """Those of `rows`, in their order, that refer to a row by `link`: its list `name`.

    `columns` are the paths to what is read of them, with the keys of rows that they lead over.
    """

    name: str
    link: str
    rows: QuerySet[Any]
    columns: Sequence[str]

    @property
    def prefetch(self) -> Prefetch[Any]:
        """For some rows: a query of its own, whole rows."""
        field: Any = self.rows.model._meta.get_field(self.link)
        paths = {path.rpartition("__")[0] for path in self.columns} - {""}
        rows = self.rows.select_related(*paths) if paths else self.rows
        return Prefetch(field.remote_field.get_accessor_name(), rows, to_attr=self.name)

    @property
    def column(self) -> JsonText:
        """For all rows: a column of their own query, with the values of `columns`."""
        rows = self.rows.filter(**{self.link: OuterRef("pk")}).values(*self.columns)
        return JsonText(JsonArray(rows, {path: path for path in self.columns}))

    @cached_property
    def made(self) -> Callable[[Mapping[str, Any]], Any]:
        """What makes a row of the values of `columns`."""
        return _maker(self.rows.model, self.columns)


def with_all(rows: QuerySet[Row], parts: Sequence[Alongside], at_once: int) -> Iterator[Row]:
    """`rows` with their `parts`, fetched so many at a time by one query."""
    named = {f"{part.name}_as_json": part.column for part in parts}
    found: Iterable[Row] = rows.prefetch_related(None).annotate(**named).iterator(at_once)
    for row in found:
        for part, name in zip(parts, named, strict=True):
            listed = json.loads(getattr(row, name) or "[]")
            setattr(row, part.name, [part.made(values) for values in listed])
        yield row


def _maker(model: Any, columns: Sequence[str], before: str = "") -> Callable[[Mapping[str, Any]], Any]:
    """What makes a row of the values at the paths `before` + its columns, and the rows that it leads to."""
    others: dict[str, list[str]] = defaultdict(list)
    for path in columns:
        name, _, rest = path.partition("__")
        others[name] += [rest] if rest else []
    # As a model takes them that is not loaded whole.
    own = [field for field in model._meta.concrete_fields if field.name in columns]
    names, cells = [field.attname for field in own], [(f"{before}{field.name}", field) for field in own]
    key = f"{before}{model._meta.pk.name}"
    related = [
        (name, _maker(model._meta.get_field(name).related_model, paths, f"{before}{name}__"))
        for name, paths in others.items()
        if paths
    ]

    def make(values: Mapping[str, Any]) -> Any:
        if values[key] is None:
            return None
        row = model.from_db(None, names, [_value(field, values[path]) for path, field in cells])
        for name, made in related:
            setattr(row, name, made(values))
        return row

    return make


def _value(field: Any, value: Any) -> Any:
    found = field.to_python(value)
    # SQLite keeps moments without their zone.
    if isinstance(found, datetime.datetime) and found.tzinfo is None:
        return found.replace(tzinfo=datetime.UTC)
    return found
