"""Joint leads: when a task is free again, and who is told."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from agencies.enums import Role
from agencies.errors import Conflict
from agencies.models import AuditEntry
from tasks.enums import AssignmentRole, NoticeKind
from tasks.models import Notice
from tasks.services.assignments import Grant, agencies_assign, assignment_end
from tasks.services.consolidation import (
    ConsolidationHeld,
    consolidation_release,
)
from tasks.services.reports import report_discard, report_draft, report_submit, report_withdraw
from tasks.services.reviews import report_confirm, report_return
from tests.factories import make_agency, make_user
from tests.tasks.services.consolidation.joint import HALF, Joint, begun, handed_in, holder, taken_over

pytestmark = pytest.mark.django_db


def test_it_is_free_once_the_office_confirmed(joint: Joint) -> None:
    report = handed_in(joint)
    report_confirm(actor=make_user(Role.OFFICE), report=report)

    assert holder(joint) is None
    report_draft(actor=joint.two, task=joint.task, agency=joint.second, content=HALF)
    assert holder(joint) == joint.second


def test_a_returned_report_is_for_its_agency_to_revise(joint: Joint) -> None:
    report_return(actor=make_user(Role.OFFICE), report=handed_in(joint), reason="请补充。")

    assert holder(joint) == joint.first
    with pytest.raises(ConsolidationHeld):
        report_draft(actor=joint.two, task=joint.task, agency=joint.second, content=HALF)
    taken_over(joint)
    assert report_draft(actor=joint.two, task=joint.task, agency=joint.second, content=HALF).pk


def test_a_report_taken_back_is_still_in_the_same_hands(joint: Joint) -> None:
    report_withdraw(actor=joint.one, report=handed_in(joint))

    assert holder(joint) == joint.first


def test_discarding_the_draft_lets_it_go(joint: Joint) -> None:
    report_discard(actor=joint.one, report=begun(joint))

    assert holder(joint) is None


def test_discarding_a_draft_without_the_lock_takes_it_from_nobody(joint: Joint) -> None:
    draft = begun(joint)
    taken_over(joint)

    report_discard(actor=joint.one, report=draft)

    assert holder(joint) == joint.second


def test_the_holder_and_the_office_let_it_go_and_nobody_else(joint: Joint) -> None:
    begun(joint)
    with pytest.raises(PermissionDenied):
        consolidation_release(actor=joint.two, task=joint.task)

    consolidation_release(actor=joint.one, task=joint.task)
    taken_over(joint, reason="")
    consolidation_release(actor=make_user(Role.OFFICE), task=joint.task)

    assert holder(joint) is None
    assert AuditEntry.objects.filter(action="consolidation.release").count() == 2
    with pytest.raises(Conflict):
        consolidation_release(actor=joint.one, task=joint.task)


def test_the_holder_s_people_are_told_that_the_office_let_it_go(joint: Joint) -> None:
    begun(joint)
    make_user(Role.VIEWER, joint.first)

    consolidation_release(actor=make_user(Role.OFFICE), task=joint.task)

    notice = Notice.objects.get(kind=NoticeKind.CONSOLIDATION_RELEASED)
    assert (notice.recipient, notice.task) == (joint.one, joint.task)


def test_who_lets_it_go_themselves_tells_nobody(joint: Joint) -> None:
    begun(joint)
    make_user(Role.STAFF, joint.first)

    consolidation_release(actor=joint.one, task=joint.task)

    assert not Notice.objects.filter(kind=NoticeKind.CONSOLIDATION_RELEASED).exists()


def test_the_draft_left_behind_is_handed_in_once_the_task_is_free(joint: Joint) -> None:
    draft = begun(joint)
    taken_over(joint)
    consolidation_release(actor=joint.two, task=joint.task)

    report_submit(actor=joint.one, report=draft)

    assert holder(joint) == joint.first


def test_the_holder_whose_part_ends_or_changes_lets_it_go(joint: Joint) -> None:
    office = make_user(Role.OFFICE)
    begun(joint)
    agencies_assign(
        actor=office,
        tasks=[joint.task],
        grants=[Grant(joint.first, AssignmentRole.PARTICIPATING)],
        reason="调整分工",
    )
    assert holder(joint) is None

    third = make_agency()
    agencies_assign(actor=office, tasks=[joint.task], grants=[Grant(third, AssignmentRole.LEAD)])
    taken_over(joint, reason="")
    part = joint.task.assignments.get(agency=joint.second, in_force_until=None)
    assignment_end(actor=office, assignment=part, reason="机构改革")
    assert holder(joint) is None


def test_the_lock_stays_with_its_holder_where_another_leads_part_ends(joint: Joint) -> None:
    begun(joint)
    part = joint.task.assignments.get(agency=joint.second)

    assignment_end(actor=make_user(Role.OFFICE), assignment=part, reason="机构改革")

    assert holder(joint) == joint.first
