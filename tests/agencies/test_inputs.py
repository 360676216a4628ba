"""Inputs that filters show: what they say is what Django's templates would."""

from __future__ import annotations

import datetime

import pytest
from django import forms
from django.test.html import parse_html

from agencies.inputs import DateInput, HiddenInput, TextInput

ATTRIBUTES = {"id": "id_x", "aria-invalid": "true", "disabled": True, "required": False, "title": '<"&>'}
THEIRS = {
    TextInput: forms.TextInput(),
    HiddenInput: forms.HiddenInput(),
    DateInput: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
}


@pytest.mark.parametrize("kind", THEIRS)
@pytest.mark.parametrize("value", [None, "", "<b>", '"&', 0, datetime.date(2020, 1, 6)])
def test_they_are_written_as_django_writes_them(
    kind: type[TextInput | HiddenInput | DateInput], value: object
) -> None:
    ours, theirs = kind().render("x", value, ATTRIBUTES), THEIRS[kind].render("x", value, ATTRIBUTES)
    assert parse_html(ours) == parse_html(theirs)
    assert "<b>" not in ours
