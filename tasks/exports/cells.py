"""How values are read into cells, and lists of names into one."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet, Subquery, TextChoices, TextField
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.tables import Cell, Column

AT_ONCE = 1000
"""Rows that are fetched at once."""

BETWEEN = "\x1f"
"""What stands between the parts of a `Joined`: no name has it."""


class Joined(Subquery):
    """The column `one` of the rows of a queryset as one text, in their order, `BETWEEN` them."""

    output_field = TextField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        """By `string_agg`."""
        return self.as_sql(
            compiler, connection, template="(SELECT string_agg(one, chr(31)) FROM (%(subquery)s) AS listed)"
        )

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        """By `group_concat`."""
        return self.as_sql(
            compiler, connection, template="(SELECT group_concat(one, char(31)) FROM (%(subquery)s))"
        )


def read_rows(queryset: QuerySet[Any]) -> Callable[[Sequence[str]], Iterable[Any]]:
    """The values of the rows of `queryset`, fetched some at a time by one query."""
    return lambda paths: queryset.values_list(*paths).iterator(chunk_size=AT_ONCE)


def plain(model: type[Model], *names: str, usual: bool = True) -> list[Column]:
    """Fields of a model as they are, under their own names."""
    return [Column(name, heading_of(model, name), (name,), as_it_is, usual) for name in names]


def heading_of(model: type[Model], name: str) -> str:
    """What the model calls that field."""
    return str(getattr(model._meta.get_field(name), "verbose_name"))  # noqa: B009


def as_it_is(value: Any) -> Cell:
    """Text, numbers and days as they are; moments in local time."""
    if isinstance(value, datetime.datetime):
        return timezone.make_naive(value)
    cell: Cell = value
    return cell


def in_words(choices: type[TextChoices]) -> Callable[[str | None], Cell]:
    """A choice in words; nothing for nothing."""
    words = {choice.value: str(choice.label) for choice in choices}
    return lambda value: words.get(value or "")


def listed(value: str | None) -> str:
    """What a `Joined` holds, as people list names."""
    return (value or "").replace(BETWEEN, "、")


def reference(plan: str, number: int) -> str:
    """How people name a task."""
    return f"{plan}-{number}"


def yes_or_no() -> Callable[[bool | None], Cell]:
    """Yes or no in words."""
    words = {True: _("Yes"), False: _("No"), None: None}
    return lambda value: words[value]
