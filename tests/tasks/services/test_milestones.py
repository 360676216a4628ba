"""Adding, moving and ending milestones."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.enums import Role
from agencies.errors import Conflict
from agencies.models import AuditEntry
from tasks.models import Milestone
from tasks.services.milestones import milestone_add, milestone_end, milestone_move
from tests.factories import make_milestone, make_task, make_user

pytestmark = pytest.mark.django_db

MARCH, JUNE = datetime.date(2020, 3, 31), datetime.date(2020, 6, 30)


def test_milestones_come_in_order_with_their_dates_and_an_entry_each() -> None:
    office, task = make_user(Role.OFFICE), make_task()
    milestone_add(actor=office, task=task, name=" 印发文件 ", due_on=JUNE)
    milestone_add(actor=office, task=task, name="召开会议")
    milestone_add(actor=office, task=task, name="完成调研", due_on=MARCH, position=0)
    assert [one.name for one in task.milestones.all()] == ["完成调研", "印发文件", "召开会议"]
    dates = task.due_date_changes.order_by("pk").values_list("milestone__name", "due_on")
    assert list(dates) == [("印发文件", JUNE), ("完成调研", MARCH)]
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == [
        "milestone.add",
        "due_date.set",
        "milestone.add",
        "milestone.add",
        "due_date.set",
    ]


@pytest.mark.parametrize("name", ["", "  ", "完成调研", "长" * 201])
def test_a_milestone_needs_a_name_of_its_own_that_fits(name: str) -> None:
    task = make_task()
    make_milestone(task, "完成调研")
    with pytest.raises(ValidationError) as refused:
        milestone_add(actor=make_user(Role.OFFICE), task=task, name=name)
    assert set(refused.value.message_dict) == {"name"}
    assert Milestone.objects.count() == 1


def test_a_name_is_free_again_once_its_milestone_has_ended() -> None:
    office, task = make_user(Role.OFFICE), make_task()
    milestone_end(actor=office, milestone=make_milestone(task, "完成调研"), reason="合并")
    assert milestone_add(actor=office, task=task, name="完成调研").position == 1


def test_a_moved_date_needs_a_reason_and_keeps_the_original() -> None:
    office, milestone = make_user(Role.OFFICE), make_milestone(make_task(), due_on=MARCH)
    with pytest.raises(ValidationError) as refused:
        milestone_move(actor=office, milestone=milestone, due_on=JUNE)
    assert set(refused.value.message_dict) == {"reason"}
    milestone_move(actor=office, milestone=milestone, due_on=JUNE, reason="会期推迟")
    history = milestone.due_date_changes.order_by("pk").values_list("due_on", "reason")
    assert list(history) == [(MARCH, ""), (JUNE, "会期推迟")]


def test_a_first_date_needs_no_reason_and_the_same_date_is_no_move() -> None:
    office, milestone = make_user(Role.OFFICE), make_milestone(make_task())
    milestone_move(actor=office, milestone=milestone, due_on=MARCH)
    with pytest.raises(ValidationError):
        milestone_move(actor=office, milestone=milestone, due_on=MARCH, reason="再次")
    assert milestone.due_date_changes.count() == 1


def test_an_end_needs_a_reason_is_signed_and_happens_once() -> None:
    office, milestone = make_user(Role.OFFICE), make_milestone(make_task())
    with pytest.raises(ValidationError):
        milestone_end(actor=office, milestone=milestone, reason=" ")
    ended = milestone_end(actor=office, milestone=milestone, reason="不再需要")
    assert ended.ended_at
    assert (ended.ended_by, ended.end_reason) == (office, "不再需要")
    with pytest.raises(Conflict):
        milestone_end(actor=office, milestone=milestone, reason="再次")
    with pytest.raises(Conflict):
        milestone_move(actor=office, milestone=milestone, due_on=JUNE, reason="推迟")


@pytest.mark.parametrize("role", [Role.STAFF, Role.APPROVER, Role.VIEWER])
def test_only_the_office_sets_milestones(role: Role) -> None:
    actor, milestone = make_user(role), make_milestone(make_task())
    with pytest.raises(PermissionDenied):
        milestone_add(actor=actor, task=milestone.task, name="新节点")
    with pytest.raises(PermissionDenied):
        milestone_move(actor=actor, milestone=milestone, due_on=JUNE)
    with pytest.raises(PermissionDenied):
        milestone_end(actor=actor, milestone=milestone, reason="不再需要")
