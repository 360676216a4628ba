"""Filters are made for each request: none knows what another one was asked."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from agencies.enums import Role
from agencies.filters import AgencyFilter
from agencies.models import Agency, User
from tasks.filters import TaskFilter
from tasks.models import Task
from tests.factories import make_agency, make_plan, make_user

pytestmark = pytest.mark.django_db


def filters(user: User, query: str) -> TaskFilter:
    request = RequestFactory().get(f"/tasks/?{query}")
    request.user = user
    return TaskFilter(request.GET, Task.objects.all(), request=request)


def test_what_one_was_asked_another_does_not_know() -> None:
    make_plan("2020")
    user = make_user(Role.VIEWER)
    wrong, right = filters(user, "plan=1999&light=red"), filters(user, "plan=2020")
    assert (list(wrong.form.errors), list(right.form.errors)) == (["plan"], [])
    assert (wrong.chosen, list(right.chosen)) == ({}, ["plan"])
    ours, theirs = wrong.form.fields, right.form.fields
    assert all(ours[name] is not theirs[name] for name in ours)
    assert all(one.parent is wrong for one in wrong.filters.values())  # type: ignore[attr-defined]
    assert all(field.widget is not theirs[name].widget for name, field in ours.items())


def test_without_anything_asked_nothing_is_wrong() -> None:
    make_agency("农业部")
    asked = AgencyFilter(queryset=Agency.objects.all())
    assert not asked.form.is_bound
    assert [agency.name for agency in asked.qs] == ["农业部"]
