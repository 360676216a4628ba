"""Milestones give the percent of reports where they exist."""

import datetime
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from agencies.enums import Role
from agencies.models import Agency, AuditEntry, User
from tasks.enums import ReportState, ReviewDecision, Status
from tasks.models import Milestone, ProgressReport, Review, Task
from tasks.services.milestones import milestone_add, milestone_end
from tasks.services.no_change import report_no_change
from tasks.services.report_content import ReportContent, content_of
from tasks.services.reports import report_discard, report_draft, report_submit, report_withdraw
from tests.factories import (
    claim,
    confirm,
    make_agency,
    make_milestone,
    make_plan,
    make_report,
    make_round,
    make_task,
    make_user,
    return_,
)
from tests.factories.evidence import make_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return make_agency()


@pytest.fixture
def person(agency: Agency) -> User:
    return make_user(Role.STAFF, agency)


@pytest.fixture
def task(agency: Agency) -> Task:
    return make_task(lead=agency, participating=[make_agency("商务部")])


@pytest.fixture
def milestones(task: Task) -> list[Milestone]:
    return [make_milestone(task) for _ in range(3)]


def draft(
    person: User,
    task: Task,
    claims: list[Milestone] | None = None,
    *,
    status: Status = Status.IN_PROGRESS,
    percent: int | None = None,
    report: ProgressReport | None = None,
) -> ProgressReport:
    assert person.agency
    content = ReportContent(status=status, percent=percent, progress="完成调研。", outcome="已印发。")
    return report_draft(
        actor=person, task=task, agency=person.agency, content=content, claims=claims, report=report
    )


def claimed(report: ProgressReport) -> list[str]:
    return [one.milestone.name for one in report.claims.order_by("milestone__position")]


@pytest.mark.parametrize(("reached", "percent"), [(0, 0), (1, 33), (2, 66), (3, 99)])
def test_in_progress_they_come_to_so_much_and_never_to_100(
    task: Task, person: User, milestones: list[Milestone], reached: int, percent: int
) -> None:
    report = draft(person, task, milestones[:reached], percent=50)
    assert report.percent == percent
    assert claimed(report) == [one.name for one in milestones[:reached]]
    submitted = report_submit(actor=person, report=report)
    assert submitted.percent == percent


@pytest.mark.parametrize(
    ("status", "percent", "number"), [(Status.NOT_STARTED, 0, 0), (Status.COMPLETED, 100, 3)]
)
def test_not_started_claims_none_and_completed_all(
    task: Task, person: User, milestones: list[Milestone], status: Status, percent: int, number: int
) -> None:
    report = draft(person, task, milestones[:1], status=status)
    assert (report.percent, report.claims.count()) == (percent, number)


def test_a_task_without_milestones_says_its_percent_itself(task: Task, person: User) -> None:
    assert draft(person, task, percent=40).percent == 40


def test_an_agency_by_duty_claims_for_its_own_share(person: User, agency: Agency) -> None:
    task = make_task(by_duty=[agency, make_agency()])
    one, _other = make_milestone(task), make_milestone(task)
    assert draft(person, task, [one]).percent == 50


def test_a_participant_s_share_claims_nothing_and_keeps_its_percent(
    task: Task, milestones: list[Milestone]
) -> None:
    partner = make_user(Role.STAFF, make_agency("商务部"))
    assert draft(partner, task, percent=40).percent == 40
    with pytest.raises(ValidationError):
        draft(partner, task, milestones[:1], percent=40, report=ProgressReport.objects.get())


@pytest.mark.parametrize("which", ["ended", "of another task"])
def test_what_is_no_milestone_of_the_task_now_cannot_be_claimed(
    task: Task, person: User, milestones: list[Milestone], which: str
) -> None:
    wrong = milestones[0] if which == "ended" else make_milestone(make_task())
    if which == "ended":
        milestone_end(actor=make_user(Role.OFFICE), milestone=wrong, reason="不再需要")
    with pytest.raises(ValidationError) as refused:
        draft(person, task, [wrong])
    assert set(refused.value.message_dict) == {"claims"}
    assert not ProgressReport.objects.exists()


def test_a_saved_draft_keeps_its_claims_or_takes_others_and_the_audit_tells(
    task: Task, person: User, milestones: list[Milestone]
) -> None:
    report = draft(person, task, milestones[:1])
    assert claimed(draft(person, task, report=report)) == ["节点1"]
    changed = draft(person, task, milestones[1:], report=report)
    assert (claimed(changed), changed.percent) == (["节点2", "节点3"], 66)
    entry = AuditEntry.objects.order_by("pk").last()
    assert entry
    assert (entry.before["claims"], entry.after["claims"]) == (["节点1"], ["节点2", "节点3"])


def test_a_milestone_added_or_ended_while_a_draft_is_open_counts_when_it_is_handed_in(
    task: Task, person: User, milestones: list[Milestone]
) -> None:
    office = make_user(Role.OFFICE)
    report = draft(person, task, milestones[:2])
    milestone_end(actor=office, milestone=milestones[0], reason="不再需要")
    milestone_add(actor=office, task=task, name="追加一")
    milestone_add(actor=office, task=task, name="追加二")
    submitted = report_submit(actor=person, report=report)
    assert (submitted.percent, claimed(submitted)) == (25, ["节点2"])


def test_a_completed_draft_claims_what_was_added_since(
    task: Task, person: User, milestones: list[Milestone]
) -> None:
    report = draft(person, task, status=Status.COMPLETED)
    make_link(report)
    milestone_add(actor=make_user(Role.OFFICE), task=task, name="追加")
    submitted = report_submit(actor=person, report=report)
    assert (submitted.percent, submitted.claims.count()) == (100, 4)


def test_a_draft_keeps_its_percent_when_every_milestone_has_ended(task: Task, person: User) -> None:
    milestone, other = make_milestone(task), make_milestone(task)
    report = draft(person, task, [milestone])
    for one in (milestone, other):
        milestone_end(actor=make_user(Role.OFFICE), milestone=one, reason="不再需要")
    submitted = report_submit(actor=person, report=report)
    assert (submitted.percent, submitted.claims.count()) == (50, 0)


def test_a_later_report_starts_with_the_claims_of_the_last_one(
    task: Task, agency: Agency, person: User, milestones: list[Milestone]
) -> None:
    first = make_report(task, agency)
    claim(first, milestones[0])
    confirm(first)
    second = make_report(task, agency)
    claim(second, milestones[0], milestones[1])
    return_(second)
    report = draft(person, task)
    assert (claimed(report), report.percent) == (["节点1", "节点2"], 66)


def test_after_a_reopened_completion_it_starts_with_what_was_reached_before(
    task: Task, agency: Agency, person: User, milestones: list[Milestone]
) -> None:
    first = make_report(task, agency)
    claim(first, milestones[0])
    confirm(first)
    done = make_report(task, agency, status=Status.COMPLETED)
    claim(done, *milestones)
    confirm(done)
    Review.objects.create(
        report=done,
        decision=ReviewDecision.REOPEN,
        status=Status.IN_PROGRESS,
        percent=50,
        decided_at=timezone.now(),
        decided_by=make_user(Role.OFFICE),
    )
    assert claimed(draft(person, task)) == ["节点1"]


def test_no_change_claims_what_was_confirmed(agency: Agency, person: User) -> None:
    today = timezone.localdate()
    plan = make_plan(tracked_from=datetime.date(2020, 1, 1))
    task = make_task(plan, lead=agency)
    one, _other = make_milestone(task), make_milestone(task)
    report = make_report(task, agency)
    claim(report, one)
    confirm(report)
    make_round(plan, [task], opens_on=today, due_on=today)
    said = report_no_change(actor=person, task=task, agency=agency)
    assert (said.state, said.percent, claimed(said)) == (ReportState.SUBMITTED, 50, ["节点1"])


@pytest.fixture
def corrected(agency: Agency) -> Task:
    """One milestone of two is reached, which comes to 50; the office confirmed 30. A round asks."""
    today = timezone.localdate()
    plan = make_plan(tracked_from=datetime.date(2020, 1, 1))
    task = make_task(plan, lead=agency)
    report = make_report(task, agency)
    claim(report, make_milestone(task))
    make_milestone(task)
    confirm(report, percent=30)
    make_round(plan, [task], opens_on=today, due_on=today)
    return task


def test_no_change_repeats_the_percent_that_the_office_confirmed(
    corrected: Task, agency: Agency, person: User
) -> None:
    make_milestone(corrected)
    said = report_no_change(actor=person, task=corrected, agency=agency)
    assert (said.percent, said.no_change, claimed(said)) == (30, True, ["节点1"])
    assert AuditEntry.objects.get(action="report.draft").after["percent"] == 30


@pytest.mark.parametrize(("status", "percent"), [(Status.ONGOING, None), (Status.SUSPENDED, 20)])
def test_no_change_repeats_a_confirmed_value_of_any_status(
    corrected: Task, agency: Agency, person: User, status: Status, percent: int | None
) -> None:
    Review.objects.update(status=status, percent=percent, document_number="1号")
    said = report_no_change(actor=person, task=corrected, agency=agency)
    assert (said.status, said.percent) == (status, percent)


def test_a_repeated_percent_stands_until_the_draft_says_anything_else(
    corrected: Task, agency: Agency, person: User
) -> None:
    said = report_no_change(actor=person, task=corrected, agency=agency)
    said = report_withdraw(actor=person, report=said)
    same = replace(content_of(said), percent=None)
    kept = report_draft(actor=person, task=corrected, agency=agency, content=same, report=said)
    assert (kept.percent, kept.no_change) == (30, True)
    assert report_submit(actor=person, report=kept).percent == 30

    said = report_withdraw(actor=person, report=kept)
    other = replace(same, progress="完成调研。")
    changed = report_draft(actor=person, task=corrected, agency=agency, content=other, report=said)
    assert (changed.percent, changed.no_change) == (50, False)


def test_a_repeated_percent_falls_with_another_claim(corrected: Task, agency: Agency, person: User) -> None:
    said = report_no_change(actor=person, task=corrected, agency=agency)
    said = report_withdraw(actor=person, report=said)
    every = list(Milestone.objects.all())
    changed = report_draft(
        actor=person, task=corrected, agency=agency, content=content_of(said), claims=every, report=said
    )
    assert (changed.percent, changed.no_change) == (99, False)


def test_the_audit_keeps_what_a_discarded_draft_claimed(
    task: Task, person: User, milestones: list[Milestone]
) -> None:
    report_discard(actor=person, report=draft(person, task, milestones[:1]))
    assert not ProgressReport.objects.exists()
    entry = AuditEntry.objects.get(action="report.discard")
    assert entry.before["claims"] == ["节点1"]
