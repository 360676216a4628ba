"""Choices among many rows, written without a row for each and without a template for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_filters.fields import ModelChoiceField, ModelChoiceIterator

SELECTED = " selected"


class Select(forms.Select):
    """As Django's, of choices without groups: hundreds of options take no time."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: Mapping[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        """The element with its options, `value` selected."""
        chosen = set(self.format_value(value))
        written = ((str(key), str(label)) for key, label in self.choices)
        options = (
            f'<option value="{escape(key)}"{SELECTED if key in chosen else ""}>{escape(label)}</option>'
            for key, label in written
        )
        given = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        return format_html("<select{}>\n{}\n</select>", given, SafeString("\n".join(options)))


class _Columns(ModelChoiceIterator):
    """The rows of a `ColumnsField`."""

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        field: Any = self.field
        yield "", field.empty_label
        key = field.to_field_name or "pk"
        rows: Any = self.queryset
        for value, *cells in rows.select_related(None).values_list(key, *field.columns):
            yield value, field.shown.format(*cells)


class ColumnsField(ModelChoiceField):
    """A choice of one row, which reads as `shown` says of its `columns`."""

    iterator: type[ModelChoiceIterator] = _Columns
    widget = Select
    columns: Sequence[str] = ("name",)
    shown = "{}"
