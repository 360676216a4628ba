"""Open duties of an ended agency pass on by the office's decision only, and what was confirmed counts on."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from agencies.enums import Role
from agencies.errors import Conflict
from agencies.models import Agency, AuditEntry
from plans.models import Plan
from tasks.enums import AssignmentRole, NoticeKind, ReportState, Status
from tasks.models import Assignment, Notice, ReportingRound
from tasks.services.assignments import Grant, agencies_assign
from tasks.services.duties import duties_pass
from tasks.services.report_content import ReportContent
from tasks.services.reports import report_draft, report_submit
from tasks.services.reviews import unfinished_participants
from tasks.summaries.deadlines import deadlines
from tasks.summaries.report_starts import report_start
from tasks.summaries.rounds import parts_asked
from tasks.summaries.task_dates import task_dates
from tests.factories import (
    accept,
    claim,
    confirm,
    make_agency,
    make_assignment,
    make_confirmed,
    make_milestone,
    make_report,
    make_round,
    make_succession,
    make_task,
    make_transfer,
    make_user,
)
from tests.tasks.services.duties.passing import REFORM, part_of, passed, state_of

pytestmark = pytest.mark.django_db

HALF = ReportContent(status=Status.IN_PROGRESS, percent=50, progress="完成调研。")


@pytest.mark.parametrize("role", list(AssignmentRole))
def test_the_successor_gets_the_same_role_in_the_same_place(
    plan: Plan, old: Agency, new: Agency, role: AssignmentRole
) -> None:
    task = make_task(plan)
    make_assignment(task, old, role)
    make_assignment(task, make_agency(), role)
    before = part_of(task, old)

    made = passed(old, new, task)

    before.refresh_from_db()
    assert before.in_force_until is not None
    assert [(part.agency, part.role, part.position, part.received_from) for part in made] == [
        (new, role, before.position, before)
    ]
    entry = AuditEntry.objects.get(action="duties.pass")
    assert (entry.before["agency"], entry.after["agency"]) == ("工商总局", "市场监管总局")
    assert "工商总局" in made[0].reason


def test_what_was_confirmed_counts_on_until_the_successor_says_more(
    plan: Plan, old: Agency, new: Agency
) -> None:
    led, shared = make_task(plan, lead=old), make_task(plan, by_duty=[old, make_agency()])
    make_confirmed(led, old, percent=60)
    make_confirmed(shared, old, percent=60)
    assert (state_of(led), state_of(shared)) == (("in_progress", 60), ("in_progress", None))

    passed(old, new, led, shared)

    assert (state_of(led), state_of(shared)) == (("in_progress", 60), ("in_progress", None))
    make_confirmed(led, new, percent=80)
    assert state_of(led) == ("in_progress", 80)


def test_a_report_handed_in_before_waits_for_its_decision_and_counts_then(
    plan: Plan, old: Agency, new: Agency
) -> None:
    task = make_task(plan, lead=old)
    waiting = make_report(task, old, percent=70)
    passed(old, new, task)

    confirm(waiting)

    assert state_of(task) == ("in_progress", 70)


def test_what_was_confirmed_counts_on_when_the_successor_gets_another_role(
    plan: Plan, old: Agency, new: Agency
) -> None:
    task, office = make_task(plan, lead=old), make_user(Role.OFFICE)
    make_confirmed(task, old, percent=60)
    passed(old, new, task)
    for role in (AssignmentRole.PARTICIPATING, AssignmentRole.LEAD):
        agencies_assign(actor=office, tasks=[task], grants=[Grant(new, role)], reason="调整分工")
    assert state_of(task) == ("in_progress", 60)


def test_milestones_that_were_reached_stay_reached(plan: Plan, old: Agency, new: Agency) -> None:
    other = make_agency()
    led, shared = make_task(plan, lead=old), make_task(plan, by_duty=[old, other])
    for task in (led, shared):
        step = make_milestone(task, due_on=datetime.date(2020, 6, 30))
        for agency in {old} if task == led else {old, other}:
            report = make_report(task, agency)
            claim(report, step)
            confirm(report)

    def reached() -> list[list[Agency]]:
        rows = [
            task_dates(task, make_user(Role.VIEWER), timezone.localdate()).milestones[0]
            for task in (led, shared)
        ]
        assert all(row.is_reached for row in rows)
        return [list(row.reached_by) for row in rows]

    assert reached() == [[old], [old, other]]
    passed(old, new, led, shared)
    assert reached() == [[new], [new, other]]
    assert deadlines(timezone.localdate(), lambda _due_on, _known_on: True) == []


def test_a_share_that_was_accepted_as_finished_leaves_nothing_unfinished(
    plan: Plan, old: Agency, new: Agency
) -> None:
    lead = make_agency()
    task = make_task(plan, lead=lead, participating=[old])
    accept(make_report(task, old, status=Status.COMPLETED))
    passed(old, new, task)
    whole = make_report(task, lead, status=Status.COMPLETED)
    assert unfinished_participants(whole, Status.COMPLETED) == []
    accept(make_report(task, new))
    assert [part.agency for part in unfinished_participants(whole, Status.COMPLETED)] == [new]


def test_the_people_of_an_ended_agency_report_until_it_is_decided_and_no_longer(
    plan: Plan, old: Agency, new: Agency
) -> None:
    task, staff = make_task(plan, lead=old), make_user(Role.STAFF, old)
    draft = report_draft(actor=staff, task=task, agency=old, content=HALF)
    passed(old, new, task)

    with pytest.raises(Conflict):
        report_submit(actor=staff, report=draft)
    draft.refresh_from_db()
    assert (draft.state, draft.progress) == (ReportState.DRAFT, HALF.progress)
    successor = report_draft(actor=make_user(Role.STAFF, new), task=task, agency=new, content=HALF)
    assert successor.role == AssignmentRole.LEAD


def test_the_successors_first_form_starts_with_what_was_confirmed_but_not_with_the_problem(
    plan: Plan, old: Agency, new: Agency
) -> None:
    task = make_task(plan, lead=old)
    confirm(make_report(task, old, percent=70, progress="上期进展", problem="请协调"), percent=60)
    passed(old, new, task)

    start = report_start(task, new, timezone.localdate())

    assert start.inherited is not None
    assert start.inherited.agency == old
    assert (start.values["percent"], start.values["progress"], start.values["problem"]) == (
        60,
        "上期进展",
        "",
    )
    make_report(task, new, ReportState.DRAFT, progress="自己的")
    assert report_start(task, new, timezone.localdate()).values["progress"] == "自己的"


def test_in_an_open_round_the_successor_owes_only_what_was_not_handed_in_before(
    plan: Plan, old: Agency, new: Agency
) -> None:
    answered, open_one = make_task(plan, lead=old), make_task(plan, lead=old)
    made = make_round(plan, [answered, open_one])
    report = make_report(answered, old)
    report.round = made
    report.save()
    passed(old, new, answered, open_one)

    today = timezone.localdate()
    stated = ReportingRound.objects.with_state(today).get(pk=made.pk)
    parts = parts_asked(stated, make_user(Role.OFFICE), today)

    assert [(part.assignment.agency, part.owes) for part in parts] == [(new, False), (new, True)]


@pytest.mark.parametrize(
    ("held", "gone", "kept"),
    [
        (AssignmentRole.PARTICIPATING, AssignmentRole.LEAD, AssignmentRole.LEAD),
        (AssignmentRole.LEAD, AssignmentRole.PARTICIPATING, AssignmentRole.LEAD),
        (AssignmentRole.PARTICIPATING, AssignmentRole.PARTICIPATING, AssignmentRole.PARTICIPATING),
    ],
)
def test_where_the_successor_has_a_part_already_the_stronger_role_stays_and_nothing_is_doubled(
    plan: Plan, old: Agency, new: Agency, held: AssignmentRole, gone: AssignmentRole, kept: AssignmentRole
) -> None:
    task = make_task(plan)
    make_assignment(task, old, gone)
    make_assignment(task, new, held)

    passed(old, new, task)

    assert [(part.agency, part.role) for part in Assignment.objects.current().filter(task=task)] == [
        (new, kept)
    ]


def test_the_successors_people_are_told_once_with_all_the_tasks(plan: Plan, old: Agency, new: Agency) -> None:
    staff, _reader = make_user(Role.STAFF, new), make_user(Role.VIEWER, new)
    tasks = [make_task(plan, lead=old) for _ in range(3)]

    passed(old, new, *tasks)

    notice = Notice.objects.get(kind=NoticeKind.DUTIES_PASSED)
    assert (notice.recipient, notice.agency) == (staff, old)
    assert all(task.reference in notice.text for task in tasks)


def test_a_body_that_is_not_on_record_needs_a_reason(plan: Plan, old: Agency, new: Agency) -> None:
    task, other = make_task(plan, lead=old), make_agency("商务部")
    with pytest.raises(ValidationError) as refused:
        passed(old, other, task)
    assert list(refused.value.message_dict) == ["reason"]
    assert passed(old, other, task, reason="经联席会议研究")[0].reason == "经联席会议研究"


def test_successors_of_successors_and_transfers_are_on_record(plan: Plan, old: Agency, new: Agency) -> None:
    last = make_agency("再后来的部门")
    make_succession(new, last, datetime.date(2019, 1, 1))
    first, second = make_task(plan, lead=old), make_task(plan, lead=old)
    assert passed(old, last, first)
    ip = make_agency("知识产权局")
    make_transfer(second, old, ip)
    assert passed(old, ip, second)


def test_nothing_passes_from_a_body_that_has_not_ended_or_to_one_that_has(
    plan: Plan, old: Agency, new: Agency
) -> None:
    alive = make_agency("教育部")
    task, own = make_task(plan, lead=old), make_task(plan, lead=alive)
    with pytest.raises(ValidationError):
        passed(alive, new, own)
    with pytest.raises(ValidationError):
        passed(old, make_agency("文化部", ends_on=REFORM), task, reason="改革")
    with pytest.raises(ValidationError):
        passed(old, new)
    assert not AuditEntry.objects.exists()


def test_a_duty_that_passed_already_is_a_conflict_and_nothing_else_passes(
    plan: Plan, old: Agency, new: Agency
) -> None:
    first, second = make_task(plan, lead=old), make_task(plan, lead=old)
    parts = [part_of(first, old), part_of(second, old)]
    passed(old, new, second)
    with pytest.raises(Conflict):
        duties_pass(
            actor=make_user(Role.OFFICE),
            from_agency=old,
            to_agency=new,
            assignments=parts,
            reason="",
            day=timezone.localdate(),
        )
    assert part_of(first, old) == parts[0]


@pytest.mark.parametrize("role", [Role.STAFF, Role.APPROVER, Role.VIEWER])
def test_only_the_office_decides(plan: Plan, old: Agency, new: Agency, role: Role) -> None:
    part = part_of(make_task(plan, lead=old), old)
    with pytest.raises(PermissionDenied):
        duties_pass(
            actor=make_user(role, new),
            from_agency=old,
            to_agency=new,
            assignments=[part],
            reason="x",
            day=timezone.localdate(),
        )
