"""Joint leads: one at a time consolidates, and nobody writes behind its back."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from agencies.enums import AgencyKind, Role
from agencies.errors import Conflict
from agencies.models import AuditEntry, ReportingPolicy
from tasks.enums import AssignmentRole, NoticeKind, ReportState
from tasks.models import Consolidation, Notice, ProgressReport
from tasks.services.assignments import Grant, agencies_assign
from tasks.services.consolidation import (
    ConsolidationHeld,
    consolidation_release,
    consolidation_take,
    holder_of,
)
from tasks.services.reports import report_draft, report_submit
from tasks.services.reviews import report_approve
from tests.factories import make_agency, make_report, make_task, make_user
from tests.tasks.services.consolidation.joint import HALF, Joint, begun, handed_in, holder, taken_over

pytestmark = pytest.mark.django_db


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
