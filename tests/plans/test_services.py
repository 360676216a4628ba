"""Opening and closing the tracking of a plan."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.enums import Role
from agencies.errors import Conflict
from agencies.models import AuditEntry
from plans.clock import today
from plans.models import Plan
from plans.services import tracking_close, tracking_open
from tests.factories import make_plan, make_user

pytestmark = pytest.mark.django_db

OPENED = datetime.date(2020, 6, 1)


def test_a_plan_is_tracked_from_the_day_the_office_says() -> None:
    plan = make_plan()
    tracking_open(actor=make_user(Role.OFFICE), plan=plan, tracked_from=OPENED)
    assert Plan.objects.with_tracking(today()).get().tracked_from == OPENED
    assert AuditEntry.objects.get().after["tracked_from"] == "2020-06-01"


def test_what_was_decided_later_is_not_known_before() -> None:
    plan = make_plan()
    tracking_open(actor=make_user(Role.OFFICE), plan=plan, tracked_from=OPENED)
    yesterday = today() - datetime.timedelta(days=1)
    assert Plan.objects.with_tracking(yesterday).get().tracked_from is None


def test_closing_needs_a_reason_and_an_open_plan() -> None:
    plan, office = make_plan(), make_user(Role.OFFICE)
    with pytest.raises(Conflict):
        tracking_close(actor=office, plan=plan, reason="结束")
    tracking_open(actor=office, plan=plan, tracked_from=OPENED)
    with pytest.raises(ValidationError):
        tracking_close(actor=office, plan=plan, reason=" ")
    tracking_close(actor=office, plan=plan, reason="计划期满")
    assert Plan.objects.with_tracking(today()).get().tracked_from is None


def test_opening_twice_from_the_same_day_is_refused() -> None:
    plan, office = make_plan(), make_user(Role.OFFICE)
    tracking_open(actor=office, plan=plan, tracked_from=OPENED)
    with pytest.raises(Conflict):
        tracking_open(actor=office, plan=plan, tracked_from=OPENED)


def test_nobody_but_the_office_tracks() -> None:
    with pytest.raises(PermissionDenied):
        tracking_open(actor=make_user(Role.STAFF), plan=make_plan(), tracked_from=OPENED)
