"""What a list is narrowed down by, in words: what paper says in place of the fields that were filled in."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.core.validators import EMPTY_VALUES
from django.db.models import Model
from django.forms import BaseForm, BoundField
from django.utils.translation import gettext as _


def chosen_in_words(form: BaseForm) -> Iterator[tuple[str, str]]:
    """The label of each filter of a valid `form` that narrows its list, with what was chosen; no order."""
    if not form.is_valid():
        return
    chosen: dict[str, Any] = form.cleaned_data
    for field in form:
        value = chosen.get(field.name)
        if value not in EMPTY_VALUES and field.name != "ordering":
            yield str(field.label), _in_words(field, value)


def _in_words(field: BoundField, value: object) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Model):
        return str(value)
    words = {str(key): str(label) for key, label in getattr(field.field, "choices", ())}
    return words.get(str(value), str(value))
