"""Lights set by hand, and thresholds, over the API."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from agencies.enums import Role
from agencies.models import AuditEntry
from tasks.models import Task, thresholds_on
from tests.api_client import ApiClient
from tests.factories import make_user

pytestmark = pytest.mark.django_db

FAR = "2100-01-01"


def test_the_office_sets_a_light_and_lifts_it_and_the_computed_one_stays_beside_it(task: Task) -> None:
    office = ApiClient(make_user(Role.OFFICE))
    shown = office.post("tasks/2020-55/light/", {"colour": "red", "until": FAR, "reason": "经会商"}).json()
    assert (shown["colour"], shown["computed"]) == ("red", "grey")
    assert shown["by_hand"] == {"colour": "red", "until": FAR, "reason": "经会商"}
    lifted = office.post("tasks/2020-55/light/lift/", {"reason": "已恢复"}).json()
    assert (lifted["colour"], lifted["by_hand"]) == ("grey", None)
    assert [one["colour"] for one in lifted["decisions"]] == ["", "red"]
    assert office.post("tasks/2020-55/light/lift/", {"reason": "再次"}).status_code == 409
    assert set(AuditEntry.objects.values_list("action", "channel")) == {
        ("light.set", "api"),
        ("light.lift", "api"),
    }


def test_a_day_that_has_passed_and_a_missing_reason_are_refused_at_the_field(task: Task) -> None:
    office = ApiClient(make_user(Role.OFFICE))
    past = office.post("tasks/2020-55/light/", {"colour": "red", "until": "2000-01-01", "reason": "经会商"})
    assert [error["pointer"] for error in past.json()["errors"]] == ["/until"]
    silent = office.post("tasks/2020-55/light/", {"colour": "red", "until": FAR})
    assert [error["pointer"] for error in silent.json()["errors"]] == ["/reason"]


def test_everyone_reads_why_and_nobody_but_the_office_decides(task: Task) -> None:
    reader = ApiClient(make_user(Role.VIEWER))
    assert reader.get("tasks/2020-55/light/").json()["reasons"]
    sent = {"colour": "red", "until": FAR, "reason": "经会商"}
    assert reader.post("tasks/2020-55/light/", sent).status_code == 403
    assert reader.get("tasks/2020-56/light/").status_code == 404


def test_thresholds_change_with_a_reason_and_what_is_left_out_stays() -> None:
    office, day = ApiClient(make_user(Role.OFFICE)), timezone.localdate()
    before = thresholds_on(day)
    made = office.post("thresholds/", {"due_soon_days": 20, "reason": "按季度调整"})
    assert made.status_code == 201
    assert thresholds_on(day).due_soon_days == 20
    assert thresholds_on(day).opinion_days == before.opinion_days
    sheet = office.get("thresholds/").json()
    assert sheet["in_force"]["due_soon_days"] == 20
    assert [change["reason"] for change in sheet["changes"]] == ["按季度调整"]
    earlier = office.get(f"thresholds/?as_of={day - datetime.timedelta(days=1)}").json()
    assert earlier["in_force"]["due_soon_days"] == before.due_soon_days


def test_red_never_comes_before_yellow_and_nothing_changes_by_that() -> None:
    office = ApiClient(make_user(Role.OFFICE))
    refused = office.post("thresholds/", {"points_behind": 50, "reason": "按季度调整"})
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/points_far_behind"]
    assert office.get("thresholds/").json()["changes"] == []
