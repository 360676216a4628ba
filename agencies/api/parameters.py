"""Query parameters as the OpenAPI document describes them, whatever else a page's form would take for one."""

from __future__ import annotations

import re
from collections.abc import Sequence

import django_filters
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext as _

from agencies.api.json_types import DAY

YES_OR_NO = re.compile("true|false")
WHOLE = re.compile("-?[0-9]+")
KEY = re.compile("[0-9]+")


def wrong_in(parameter: django_filters.Filter | None, values: Sequence[str]) -> str:
    """What is wrong about `values`, sent for `parameter` (None: no filter); empty where nothing is.

    An empty value is none at all: a form sends what nobody filled in.
    """
    if len(values) > 1 and not isinstance(parameter, django_filters.MultipleChoiceFilter):
        return _("Give this parameter once.")
    if any("\0" in value for value in values):
        return str(ProhibitNullCharactersValidator.message)
    grammar = _grammar(parameter)
    if grammar is None or all(not value or grammar[0].fullmatch(value) for value in values):
        return ""
    return grammar[1]


def _grammar(parameter: django_filters.Filter | None) -> tuple[re.Pattern[str], str] | None:
    """How values are written, and what to say of others; None where any text will do or a list says which."""
    if isinstance(parameter, django_filters.DateFilter):
        return DAY, _("Give a day as in 2020-12-31.")
    if isinstance(parameter, django_filters.BooleanFilter):
        return YES_OR_NO, _("Say true or false.")
    if isinstance(parameter, django_filters.NumberFilter):
        return WHOLE, _("Give a whole number.")
    if isinstance(parameter, django_filters.ModelChoiceFilter) and not parameter.extra.get("to_field_name"):
        return KEY, _("Give its key, a whole number.")
    return None
