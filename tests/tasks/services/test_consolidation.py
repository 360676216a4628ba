"""Joint leads: one at a time consolidates, and nobody writes behind its back."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from agencies.enums import AgencyKind, Role
from agencies.errors import Conflict
from agencies.models import Agency, AuditEntry, ReportingPolicy, User
from tasks.enums import AssignmentRole, NoticeKind, ReportState, Status
from tasks.models import Consolidation, Notice, ProgressReport, Task
from tasks.services.assignments import Grant, agencies_assign, assignment_end
from tasks.services.consolidation import (
    ConsolidationHeld,
    consolidation_release,
    consolidation_take,
    holder_of,
)
from tasks.services.report_content import ReportContent
from tasks.services.reports import report_discard, report_draft, report_submit, report_withdraw
from tasks.services.reviews import report_approve, report_confirm, report_return
from tests.factories import make_agency, make_report, make_task, make_user

pytestmark = pytest.mark.django_db

HALF = ReportContent(status=Status.IN_PROGRESS, percent=50, progress="完成调研。")


class Joint(NamedTuple):
    """A task of two leads and somebody of each."""

    task: Task
    first: Agency
    second: Agency
    one: User
    two: User


@pytest.fixture
def joint() -> Joint:
    first, second = make_agency("中央宣传部"), make_agency("知识产权局")
    task = make_task(lead=[first, second], participating=[make_agency("商务部")])
    return Joint(task, first, second, make_user(Role.STAFF, first), make_user(Role.STAFF, second))


def begun(joint: Joint) -> ProgressReport:
    return report_draft(actor=joint.one, task=joint.task, agency=joint.first, content=HALF)


def handed_in(joint: Joint) -> ProgressReport:
    return report_submit(actor=joint.one, report=begun(joint))


def holder(joint: Joint) -> Agency | None:
    held = holder_of(joint.task)
    return held.agency if held else None


def taken_over(joint: Joint, reason: str = "由我部统稿。") -> Consolidation:
    return consolidation_take(actor=joint.two, task=joint.task, agency=joint.second, reason=reason)


def test_beginning_a_report_takes_the_task_in_hand(joint: Joint) -> None:
    begun(joint)

    held = holder_of(joint.task)
    assert held is not None
    assert (held.agency, held.taken_by) == (joint.first, joint.one)
    entry = AuditEntry.objects.get(action="consolidation.take")
    assert (entry.target_id, entry.after["agency"]) == (str(joint.task.pk), "中央宣传部")


def test_the_other_lead_is_told_who_has_it_since_when_and_how_to_take_it_over(joint: Joint) -> None:
    begun(joint)

    with pytest.raises(ConsolidationHeld) as refused:
        report_draft(actor=joint.two, task=joint.task, agency=joint.second, content=HALF)

    held = holder_of(joint.task)
    assert refused.value.held == held
    assert held is not None
    assert "中央宣传部" in refused.value.message
    assert f"{timezone.localtime(held.taken_at):%Y-%m-%d %H:%M}" in refused.value.message
    assert not ProgressReport.objects.filter(agency=joint.second).exists()


def test_a_single_lead_and_a_participant_need_no_lock(joint: Joint) -> None:
    lead = make_agency()
    report_draft(actor=make_user(Role.STAFF, lead), task=make_task(lead=lead), agency=lead, content=HALF)
    partner = make_agency("商务部")
    report_draft(actor=make_user(Role.STAFF, partner), task=joint.task, agency=partner, content=HALF)

    assert not Consolidation.objects.exists()


def test_another_lead_takes_it_over_with_a_reason_and_the_former_holder_reads_it(joint: Joint) -> None:
    begun(joint)
    make_user(Role.VIEWER, joint.first)

    taken_over(joint)

    assert holder(joint) == joint.second
    notice = Notice.objects.get(kind=NoticeKind.CONSOLIDATION_TAKEN)
    assert (notice.recipient, notice.task, notice.agency) == (joint.one, joint.task, joint.second)
    assert notice.text == "由我部统稿。"
    entry = AuditEntry.objects.filter(action="consolidation.take").latest("pk")
    assert (entry.before, entry.after) == (
        {"agency": "中央宣传部"},
        {"agency": "知识产权局", "reason": "由我部统稿。"},
    )
    assert Consolidation.objects.filter(released_at=None).count() == 1


def test_taking_over_needs_a_reason(joint: Joint) -> None:
    begun(joint)

    with pytest.raises(ValidationError) as refused:
        taken_over(joint, reason=" ")

    assert set(refused.value.message_dict) == {"reason"}
    assert holder(joint) == joint.first


def test_whoever_lost_it_neither_saves_nor_hands_in(joint: Joint) -> None:
    draft = begun(joint)
    taken_over(joint)

    with pytest.raises(ConsolidationHeld):
        report_draft(actor=joint.one, task=joint.task, agency=joint.first, content=HALF, report=draft)
    with pytest.raises(ConsolidationHeld):
        report_submit(actor=joint.one, report=draft)

    draft.refresh_from_db()
    assert (draft.state, draft.version) == (ReportState.DRAFT, 1)


def test_whoever_lost_it_passes_nothing_on_inside_the_agency(joint: Joint) -> None:
    ReportingPolicy.objects.create(agency=joint.first, two_person=True)
    waiting = handed_in(joint)
    taken_over(joint)

    with pytest.raises(ConsolidationHeld):
        report_approve(actor=make_user(Role.APPROVER, joint.first), report=waiting)

    waiting.refresh_from_db()
    assert waiting.state == ReportState.PENDING_APPROVAL


def test_nothing_is_taken_over_or_let_go_while_the_office_has_the_report(joint: Joint) -> None:
    report = handed_in(joint)

    with pytest.raises(ConsolidationHeld) as refused:
        taken_over(joint)
    assert refused.value.waiting == report
    with pytest.raises(ConsolidationHeld):
        consolidation_release(actor=make_user(Role.OFFICE), task=joint.task)
    assert holder(joint) == joint.first


def test_a_second_lead_added_while_a_report_waits_does_not_begin_another() -> None:
    lead, added = make_agency(), make_agency()
    task = make_task(lead=lead)
    report = make_report(task, lead)
    agencies_assign(
        actor=make_user(Role.OFFICE), tasks=[task], grants=[Grant(added, AssignmentRole.LEAD)], reason="增列"
    )

    with pytest.raises(ConsolidationHeld) as refused:
        report_draft(actor=make_user(Role.STAFF, added), task=task, agency=added, content=HALF)

    assert refused.value.waiting == report


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


@pytest.mark.parametrize("role", [Role.STAFF, Role.OFFICE, Role.VIEWER])
def test_nobody_but_a_lead_takes_it(joint: Joint, role: Role) -> None:
    partner = make_agency("商务部")
    for person, agency in [
        (make_user(role, partner), partner),
        (make_user(role, make_agency()), joint.first),
        (make_user(Role.VIEWER, joint.first), joint.first),
    ]:
        with pytest.raises(PermissionDenied):
            consolidation_take(actor=person, task=joint.task, agency=agency)
    assert holder(joint) is None


def test_a_task_of_one_lead_is_nobodys_to_take() -> None:
    lead = make_agency()

    with pytest.raises(Conflict):
        consolidation_take(actor=make_user(Role.STAFF, lead), task=make_task(lead=lead), agency=lead)


def test_taking_what_one_has_changes_nothing(joint: Joint) -> None:
    begun(joint)

    again = consolidation_take(actor=joint.one, task=joint.task, agency=joint.first)

    assert again == holder_of(joint.task)
    assert AuditEntry.objects.filter(action="consolidation.take").count() == 1


def test_who_read_of_another_holder_does_not_take_it_from_the_new_one(joint: Joint) -> None:
    third = make_agency()
    agencies_assign(
        actor=make_user(Role.OFFICE), tasks=[joint.task], grants=[Grant(third, AssignmentRole.LEAD)]
    )
    begun(joint)
    read = holder_of(joint.task)
    assert read is not None
    taken_over(joint)

    with pytest.raises(ConsolidationHeld) as refused:
        consolidation_take(
            actor=make_user(Role.STAFF, third), task=joint.task, agency=third, reason="x", seen=read.pk
        )

    assert refused.value.held == holder_of(joint.task)
    assert holder(joint) == joint.second


def test_the_office_consolidates_for_a_collective() -> None:
    collective = make_agency("联席会议成员单位", kind=AgencyKind.COLLECTIVE)
    task = make_task(lead=[collective, make_agency()])

    taken = consolidation_take(actor=make_user(Role.OFFICE), task=task, agency=collective)

    assert taken.agency == collective
