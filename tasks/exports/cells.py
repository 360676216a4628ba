"""How values are read into cells, and lists of names into one."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet, Subquery, TextChoices, TextField
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg2.sql import SQL, Literal

from agencies.csv_sql import Reading, as_it_stands, as_text, by_value, copying
from agencies.tables import Cell, Column, Table, table_of

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


def table_of_rows(queryset: QuerySet[Any], columns: Sequence[Column]) -> Table:
    """The rows of `queryset` in their order: one query, whatever reads it."""

    def read(paths: Sequence[str]) -> Iterable[Any]:
        return queryset.values_list(*paths).iterator(chunk_size=AT_ONCE)

    return replace(table_of(columns, read), copy=copying(queryset, columns))


def plain(model: type[Model], *names: str, usual: bool = True) -> list[Column]:
    """Fields of a model as they are, under their own names."""
    return [Column(name, heading_of(model, name), (name,), as_it_is, usual) for name in names]


def heading_of(model: type[Model], name: str) -> str:
    """What the model calls that field."""
    return str(getattr(model._meta.get_field(name), "verbose_name"))  # noqa: B009


def _as_it_is(value: Any) -> Cell:
    if isinstance(value, datetime.datetime):
        return timezone.make_naive(value)
    cell: Cell = value
    return cell


as_it_is = Reading(_as_it_is, as_it_stands)
"""Text, numbers and days as they are; moments in local time."""


def in_words(choices: type[TextChoices]) -> Reading:
    """A choice in words; nothing for nothing."""
    words = {choice.value: str(choice.label) for choice in choices}
    return Reading(words.get, by_value(words))


listed = Reading(
    lambda joined: (joined or "").replace(BETWEEN, "、"),
    lambda joined: as_text(SQL("replace({}, {}, '、')").format(joined.name, Literal(BETWEEN))),
)
"""What a `Joined` holds, as people list names."""

reference = Reading(
    "{}-{}".format,
    lambda plan, number: as_text(SQL("({} || '-' || {})").format(plan.name, number.name)),
)
"""How people name a task, by its plan's code and its number."""


def yes_or_no() -> Reading:
    """Yes or no in words."""
    words = {True: _("Yes"), False: _("No")}
    return Reading(words.get, by_value(words))
