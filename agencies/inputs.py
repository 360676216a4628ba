"""Inputs of forms written without a template: what filters show, of which a page has a dozen and more."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.utils.safestring import SafeString
from django.utils.translation import get_language


def attributes(given: Mapping[str, Any]) -> str:
    """The attributes of an element: False is left out, True stands without a value."""
    return "".join(
        f" {name}" if value is True else f' {name}="{escape(str(value))}"'
        for name, value in given.items()
        if value is not False
    )


_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def in_chinese() -> bool:
    """Whether the page is."""
    return (get_language() or "").startswith("zh")


def is_chinese(text: str) -> bool:
    """Whether there is Chinese in it: the name of a person, a plan, an agency."""
    return bool(_CHINESE.search(text))


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
