"""Selects of many options: what they show is what Django's own would."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.test.html import parse_html
from django.utils.translation import override

from agencies.models import Agency
from agencies.selects import ColumnsField, Select
from tests.factories import make_agency

CHOICES = [("", "All"), ("a", "A & B"), ('"', "<i>"), (3, "three")]


@pytest.mark.parametrize("value", [None, "", "a", '"', 3, "3", "b"])
def test_it_is_written_as_django_writes_it(value: object) -> None:
    attrs = {"id": "id_x", "aria-invalid": "true", "disabled": True, "required": False}
    [ours, theirs] = [kind(attrs={"class": "c"}, choices=CHOICES) for kind in (Select, forms.Select)]
    assert parse_html(ours.render("x", value, attrs)) == parse_html(theirs.render("x", value, attrs))


def test_what_people_wrote_is_escaped() -> None:
    shown = Select(choices=CHOICES).render("x", None)
    assert "<i>" not in shown
    assert 'value="&quot;">&lt;i&gt;' in shown


def test_a_chinese_name_says_so_where_the_page_is_in_english() -> None:
    select = Select(choices=[("", "All"), ("1", "教育部")])
    for language, marked in (("en", 1), ("zh-hans", 0), ("en", 1)):
        with override(language):
            shown = select.render("x", "1")
        assert shown.count('lang="zh-Hans"') == marked, language
        assert shown.count('selected lang="zh-Hans">教育部') == marked, language


@pytest.mark.django_db
def test_rows_are_shown_by_their_columns() -> None:
    one, other = make_agency("甲"), make_agency("乙")
    field: Any = ColumnsField(Agency.objects.order_by("pk"), empty_label="All")
    assert list(field.choices) == [("", "All"), (one.pk, str(one)), (other.pk, str(other))]
    assert f'<option value="{other.pk}" selected>乙</option>' in field.widget.render("x", other.pk)
