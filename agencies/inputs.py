"""Inputs of forms written without a template: what filters show, of which a page has a dozen and more."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.utils.safestring import SafeString


def attributes(given: Mapping[str, Any]) -> str:
    """The attributes of an element: False is left out, True stands without a value."""
    return "".join(
        f" {name}" if value is True else f' {name}="{escape(str(value))}"'
        for name, value in given.items()
        if value is not False
    )


class _Written(forms.widgets.Input):
    """As Django's template for inputs writes it."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: Mapping[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        """The element with its value."""
        shown = self.format_value(value)
        given = {"type": self.input_type, "name": name}
        if shown is not None:
            given["value"] = shown
        return SafeString(f"<input{attributes({**given, **self.attrs, **(attrs or {})})}>")


class TextInput(_Written, forms.TextInput):
    """A line of text."""


class HiddenInput(_Written, forms.HiddenInput):
    """What is sent along unseen."""


class DateInput(_Written, forms.DateInput):
    """A day, chosen in the browser's calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")
