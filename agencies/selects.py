"""Choices among many rows, written without a row for each and without a template for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.forms.renderers import BaseRenderer
from django.utils.safestring import SafeString
from django_filters.fields import ModelChoiceField, ModelChoiceIterator

from agencies.inputs import attributes, in_chinese, is_chinese
from agencies.remembering import remembered
from agencies.slots import Statement, sees_all, statement

SELECTED = " selected"
CHINESE = ' lang="zh-Hans"'


class Select(forms.Select):
    """As Django's, of choices without groups: hundreds of options take no time.

    On a page that is not in Chinese an option with a Chinese name says so.
    """

    def render(
        self,
        name: str,
        value: Any,
        attrs: Mapping[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        """The element with its options, `value` selected."""
        choices = tuple([(str(key), str(label)) for key, label in self.choices])
        options = _options(choices, frozenset(self.format_value(value)), marks=not in_chinese())
        given = attributes({**self.attrs, **(attrs or {}), "name": name})
        return SafeString(f"<select{given}>\n{options}\n</select>")


@lru_cache(maxsize=100)
def _options(choices: tuple[tuple[str, str], ...], chosen: frozenset[str], *, marks: bool) -> str:
    """The options as HTML, written once for as long as the very same are to choose from."""
    return "\n".join(
        [
            f'<option value="{escape(key)}"{SELECTED if key in chosen else ""}'
            f"{CHINESE if marks and is_chinese(label) else ''}>{escape(label)}</option>"
            for key, label in choices
        ]
    )


class _Columns(ModelChoiceIterator):
    """The rows of a `ColumnsField`."""

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        field: Any = self.field
        yield "", field.empty_label
        for value, *cells in field.cells():
            yield value, field.shown.format(*cells)


class ColumnsField(ModelChoiceField):
    """A choice of one row, which reads as `shown` says of its `columns`."""

    iterator: type[ModelChoiceIterator] = _Columns
    widget = Select
    columns: Sequence[str] = ("name",)
    shown = "{}"
    user: Any = None

    def cells(self) -> Iterable[tuple[Any, ...]]:
        """Of each row to choose its key and its columns; where `user` may choose all, remembered."""
        rows: Any = self.queryset
        paths = (self.to_field_name or "pk", *self.columns)
        if sees_all(rows):
            asked = (rows.model, paths, tuple(rows.query.order_by), rows.db)
            return remembered(self.user, asked, lambda: _all_cells(*asked).rows({}))
        found: Iterable[tuple[Any, ...]] = rows.select_related(None).values_list(*paths)
        return found


@lru_cache(maxsize=50)
def _all_cells(model: type[Model], paths: Sequence[str], order: Sequence[str], database: str) -> Statement:
    rows: Any = QuerySet(model, using=database).values_list(*paths)
    return statement(rows.order_by(*order) if order else rows, lasts=True)
