"""What the office decides about lights."""

import datetime
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.enums import Role
from agencies.errors import Conflict
from agencies.models import AuditEntry, User
from plans.clock import today
from tasks.enums import LightColour
from tasks.models import LightOverride, Task, ThresholdChange, thresholds_on
from tasks.services.lights import light_lift, light_set, thresholds_change
from tasks.thresholds import DEFAULT_THRESHOLDS, Thresholds
from tests.factories import in_days, make_agency, make_plan, make_task, make_user

pytestmark = pytest.mark.django_db

GREEN, RED = LightColour.GREEN, LightColour.RED


@pytest.fixture
def task() -> Task:
    """A task that has been overdue for long."""
    plan = make_plan(tracked_from=datetime.date(2020, 1, 1))
    return make_task(plan, lead=make_agency(), due_on=datetime.date(2020, 6, 30))


def shown(task: Task, day: datetime.date) -> tuple[str, str]:
    row = Task.objects.with_state(day).get(pk=task.pk)
    return row.light, row.computed_light


def test_new_thresholds_hold_from_the_day_they_are_decided(office: User) -> None:
    strict = replace(DEFAULT_THRESHOLDS, due_soon_days=60, points_behind=5)
    thresholds_change(actor=office, thresholds=strict, reason="年底收官", day=today())
    yesterday = in_days(-1)
    assert (thresholds_on(yesterday), thresholds_on(today())) == (DEFAULT_THRESHOLDS, strict)
    entry = AuditEntry.objects.get(action="thresholds.change")
    assert entry.before == {"due_soon_days": 30, "points_behind": 10}
    assert entry.after == {"due_soon_days": 60, "points_behind": 5, "reason": "年底收官"}


@pytest.mark.parametrize(
    ("figures", "field"),
    [
        ({"points_behind": 0}, "points_behind"),
        ({"points_behind": 101, "points_far_behind": 101}, "points_behind"),
        ({"points_behind": 30}, "points_far_behind"),
        ({"missed_rounds": 3}, "missed_rounds_red"),
        ({"unchanged_rounds": 0}, "unchanged_rounds"),
        ({"due_soon_days": 367}, "due_soon_days"),
        ({}, "__all__"),
    ],
)
def test_figures_that_make_no_sense_are_refused_by_field(
    office: User, figures: dict[str, int], field: str
) -> None:
    asked: Thresholds = replace(DEFAULT_THRESHOLDS, **figures)
    with pytest.raises(ValidationError) as refused:
        thresholds_change(actor=office, thresholds=asked, reason="调整", day=today())
    found = refused.value.message_dict if hasattr(refused.value, "error_dict") else {"__all__": []}
    assert field in found
    assert not ThresholdChange.objects.exists()


def test_a_light_by_hand_shows_to_the_end_of_its_day_and_the_computed_one_stays(
    office: User, task: Task
) -> None:
    light_set(actor=office, task=task, colour=GREEN, until=in_days(1), reason="经会商", day=today())
    after = in_days(2)
    before = in_days(-1)
    assert [shown(task, day) for day in (before, today(), in_days(1), after)] == [
        ("red", "red"),
        ("green", "red"),
        ("green", "red"),
        ("red", "red"),
    ]
    entry = AuditEntry.objects.get(action="light.set")
    assert entry.after == {"light": "green", "until": in_days(1).isoformat(), "reason": "经会商"}


def test_a_later_decision_replaces_it_and_lifting_ends_it_at_once(office: User, task: Task) -> None:
    light_set(actor=office, task=task, colour=GREEN, until=in_days(1), reason="经会商", day=today())
    light_set(actor=office, task=task, colour=LightColour.YELLOW, until=today(), reason="复核", day=today())
    assert shown(task, today()) == ("yellow", "red")
    light_lift(actor=office, task=task, reason="已恢复", day=today())
    assert shown(task, today()) == shown(task, in_days(1)) == ("red", "red")
    assert LightOverride.objects.count() == 3
    assert AuditEntry.objects.get(action="light.lift").before["light"] == "yellow"


def test_what_is_not_set_cannot_be_lifted_nor_what_has_run_out(office: User, task: Task) -> None:
    with pytest.raises(Conflict):
        light_lift(actor=office, task=task, reason="误操作", day=today())
    light_set(actor=office, task=task, colour=GREEN, until=today(), reason="经会商", day=today())
    with pytest.raises(Conflict):
        light_lift(actor=office, task=task, reason="误操作", day=in_days(1))


def test_a_reason_and_a_day_that_has_not_passed_are_needed(office: User, task: Task) -> None:
    with pytest.raises(ValidationError, match="reason"):
        light_set(actor=office, task=task, colour=RED, until=today(), reason=" ", day=today())
    with pytest.raises(ValidationError, match="until"):
        light_set(actor=office, task=task, colour=RED, until=today(), reason="经会商", day=in_days(1))
    assert not LightOverride.objects.exists()


def test_nobody_but_the_office_decides_about_lights(task: Task) -> None:
    staff = make_user(Role.STAFF, task.assignments.get().agency)
    with pytest.raises(PermissionDenied):
        light_set(actor=staff, task=task, colour=GREEN, until=today(), reason="自评", day=today())
    with pytest.raises(PermissionDenied):
        light_lift(actor=staff, task=task, reason="自评", day=today())
    with pytest.raises(PermissionDenied):
        thresholds_change(actor=staff, thresholds=Thresholds(due_soon_days=1), reason="自评", day=today())
