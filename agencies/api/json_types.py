"""Checks that a body has only the members and types that the OpenAPI document names.

REST framework by itself accepts `0` as a text, `"yes"` as true and a week as a day, and ignores members that
it does not know: a script that misspells one would believe that its value was stored.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
"""The form of a day in RFC 3339; whether such a day exists is for the field to say."""

MOMENT = re.compile(r"[0-9-]{10}[Tt][0-9:]{8}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})")
"""A moment as RFC 3339 writes it, never without its offset."""


def unlike(field: Any, sent: Any) -> Any:
    """The errors of `sent` as a value for `field`: a list, or dicts of lists by member or index.

    Empty where nothing is wrong. Only members and types are judged: that something is missing, null or out of
    bounds is for the field itself to say, and a `JSONField` may hold anything.
    """
    if isinstance(field, serializers.Serializer):
        return _unlike_members(field, sent) if isinstance(sent, Mapping) else {}
    items = item_of(field)
    if items is not None:
        found = {
            index: unlike(items, item) for index, item in enumerate(sent if isinstance(sent, list) else ())
        }
        return {index: errors for index, errors in found.items() if errors}
    if sent is None or isinstance(field, serializers.FileField | serializers.JSONField):
        return {}
    return _unlike_value(field, sent)


def not_among(sent: Any, values: Iterable[Any]) -> str:
    """The error for `sent`, which is none of `values`; an empty value, which chooses nothing, is left out."""
    names = ", ".join(str(value) for value in values if value)
    return _("“%(sent)s” cannot be chosen, only: %(values)s.") % {"sent": sent, "values": names}


def item_of(field: Any) -> Any:
    """The field of each item of a list; None where `field` is no list."""
    if isinstance(field, serializers.ManyRelatedField):
        return field.child_relation
    return field.child if isinstance(field, serializers.ListField | serializers.ListSerializer) else None


def _unlike_members(serializer: serializers.Serializer[Any], sent: Mapping[str, Any]) -> dict[Any, Any]:
    fields = serializer.fields
    found = {
        name: unlike(fields[name], sent[name]) if name in fields else [_no_such(fields)] for name in sent
    }
    return {name: errors for name, errors in found.items() if errors}


def _no_such(fields: Mapping[str, Any]) -> str:
    names = [name for name, field in fields.items() if not field.read_only]
    return _("There is no such field here, only: %(names)s.") % {"names": ", ".join(names)}


def _unlike_value(field: Any, sent: Any) -> list[str]:
    if isinstance(field, serializers.BooleanField):
        return [] if isinstance(sent, bool) else [_("Send true or false.")]
    if isinstance(field, serializers.IntegerField | serializers.PrimaryKeyRelatedField):
        return [] if _is_whole(sent) else [_("Send a whole number.")]
    if not isinstance(sent, str):
        return [_("Send a string.")]
    if isinstance(field, serializers.ChoiceField) and sent and sent not in field.choices:
        return [not_among(sent, field.choices)]
    if isinstance(field, serializers.DateField) and sent and not DAY.fullmatch(sent):
        return [_("Give a day as in 2020-12-31.")]
    if isinstance(field, serializers.DateTimeField) and sent and not MOMENT.fullmatch(sent):
        return [_("Give a moment with its offset, as in 2020-12-31T08:00:00+08:00.")]
    return []


def _is_whole(sent: Any) -> bool:
    """Whether it is an integer to JSON Schema, for which 5.0 is one."""
    return (isinstance(sent, int) and not isinstance(sent, bool)) or (
        isinstance(sent, float) and sent.is_integer()
    )
