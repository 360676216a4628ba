"""The shares before the lead, and 未反馈: what was so when the lead handed in stays so."""

from __future__ import annotations

import datetime
from typing import NamedTuple

import pytest

from agencies.enums import Role
from agencies.models import Agency, User
from tasks.enums import AssignmentBasis, AssignmentRole, ReportState
from tasks.models import ProgressReport, ReportingRound, Task
from tasks.services.assignments import Grant, agencies_assign, assignment_end
from tasks.summaries.shares import ShareSheet, shares_now, shares_of
from tests.factories import (
    accept,
    answer,
    hand_in,
    make_agency,
    make_assignment,
    make_plan,
    make_report,
    make_round,
    make_task,
    make_user,
    moment,
    return_,
    take_back,
)

pytestmark = pytest.mark.django_db

OPENS = datetime.date(2020, 4, 1)
BEFORE, LED, AFTER = (datetime.date(2020, 4, number) for number in (6, 10, 14))
"""A participant answers before the lead, the lead hands in, and others come after it."""


class World(NamedTuple):
    """A task with two participants that a round asks about, and somebody of the lead."""

    task: Task
    lead: Agency
    one: Agency
    two: Agency
    round: ReportingRound
    reader: User


@pytest.fixture
def world() -> World:
    lead, one, two = make_agency("知识产权局"), make_agency("商务部"), make_agency("教育部")
    plan = make_plan(tracked_from=datetime.date(2020, 1, 1))
    task = make_task(plan, lead=lead, participating=[one, two])
    return World(task, lead, one, two, make_round(plan, [task], opens_on=OPENS), make_user(Role.STAFF, lead))


def shared(world: World, agency: Agency, day: datetime.date, text: str = "所做工作。") -> ProgressReport:
    return answer(world.round, world.task, agency, moment(day), progress=text)


def led(world: World) -> ProgressReport:
    return answer(world.round, world.task, world.lead, moment(LED))


def sheet_of(report: ProgressReport, reader: User) -> ShareSheet:
    found = shares_of(report, reader, AFTER)
    assert found is not None
    return found


def silent(report: ProgressReport, reader: User) -> list[str]:
    return [part.agency.name for part in sheet_of(report, reader).silent]


def test_the_lead_sees_what_was_handed_in_for_the_round_and_who_is_silent(world: World) -> None:
    make_report(world.task, world.two, submitted_at=moment(datetime.date(2020, 2, 1)))
    shared(world, world.one, BEFORE)

    sheet = shares_now(world.task, world.reader, AFTER)

    assert sheet.round == world.round
    one, two = sheet.shares
    assert one.said is not None
    assert (one.said.report.agency, one.said.may_decide) == (world.one, True)
    assert (two.submission, two.said) == (None, None)
    assert [part.agency for part in sheet.silent] == [world.two]


def test_outside_a_round_the_newest_share_counts_whichever_it_answered(world: World) -> None:
    shared(world, world.one, BEFORE, "旧。")
    ProgressReport.objects.update(state=ReportState.ACCEPTED)
    make_report(world.task, world.one, submitted_at=moment(AFTER), progress="新。")
    world.round.decisions.all().delete()

    sheet = shares_now(world.task, world.reader, AFTER)

    said = sheet.shares[0].said
    assert sheet.round is None
    assert said is not None
    assert said.report.progress == "新。"


@pytest.mark.parametrize("state", [ReportState.DRAFT, ReportState.PENDING_APPROVAL])
def test_what_has_not_left_its_agency_is_no_share(world: World, state: ReportState) -> None:
    make_report(world.task, world.one, state)

    sheet = shares_now(world.task, world.reader, AFTER)

    assert [part.agency for part in sheet.silent] == [world.one, world.two]


def test_who_was_silent_when_the_lead_handed_in_stays_so_after_reporting_late(world: World) -> None:
    shared(world, world.one, BEFORE)
    report = led(world)
    assert silent(report, world.reader) == ["教育部"]

    late = shared(world, world.two, AFTER)

    assert silent(report, world.reader) == ["教育部"]
    share = sheet_of(report, world.reader).shares[1]
    assert (share.submission, share.said, share.later) == (None, None, late.submissions.get())
    accept(late)
    assert silent(report, world.reader) == ["教育部"]


def test_a_share_taken_back_later_was_there_when_the_lead_handed_in(world: World) -> None:
    share = shared(world, world.one, BEFORE)
    report = led(world)

    take_back(share, moment(AFTER))

    assert silent(report, world.reader) == ["教育部"]
    assert sheet_of(report, world.reader).shares[0].said is None, "its words may be others now"
    hand_in(share, moment(AFTER, 18))
    assert silent(report, world.reader) == ["教育部"]
    share.delete()
    assert silent(report, world.reader) == ["教育部"]


def test_a_share_taken_back_before_the_lead_handed_in_was_not_there(world: World) -> None:
    share = shared(world, world.one, datetime.date(2020, 4, 2))
    take_back(share, moment(BEFORE))
    report = led(world)

    assert silent(report, world.reader) == ["商务部", "教育部"]
    hand_in(share, moment(AFTER))
    assert silent(report, world.reader) == ["商务部", "教育部"]


def test_a_share_for_an_earlier_round_is_no_answer_to_this_one(world: World) -> None:
    accept(make_report(world.task, world.one, submitted_at=moment(datetime.date(2020, 2, 1))))

    assert silent(led(world), world.reader) == ["商务部", "教育部"]


def test_a_share_sent_back_is_shown_as_that_and_not_as_silence(world: World) -> None:
    return_(shared(world, world.one, BEFORE))

    sheet = sheet_of(led(world), world.reader)

    said = sheet.shares[0].said
    assert said is not None
    assert said.report.state == ReportState.RETURNED
    assert [part.agency for part in sheet.silent] == [world.two]


def test_participants_of_that_moment_count_and_no_others(world: World) -> None:
    office = make_user(Role.OFFICE)
    report = answer(world.round, world.task, world.lead, moment(LED))
    added = make_agency("财政部")
    agencies_assign(
        actor=office, tasks=[world.task], grants=[Grant(added, AssignmentRole.PARTICIPATING)], reason="增列"
    )
    part = world.task.assignments.get(agency=world.one)
    assignment_end(actor=office, assignment=part, reason="机构改革")

    assert silent(report, world.reader) == ["商务部", "教育部"]
    assert [share.assignment.agency.name for share in shares_now(world.task, world.reader, AFTER).shares] == [
        "教育部",
        "财政部",
    ]


def test_what_an_agency_said_as_lead_is_no_share_of_the_part_it_has_now(world: World) -> None:
    make_assignment(
        world.task,
        former := make_agency("中央宣传部"),
        in_force_until=moment(datetime.date(2020, 4, 5)),
    )
    answer(world.round, world.task, former, moment(datetime.date(2020, 4, 3)), role=AssignmentRole.LEAD)
    make_assignment(
        world.task,
        former,
        AssignmentRole.PARTICIPATING,
        basis=AssignmentBasis.OFFICE,
        in_force_from=moment(datetime.date(2020, 4, 5)),
    )

    assert silent(led(world), world.reader) == ["商务部", "教育部", "中央宣传部"]


def test_a_share_that_became_a_leads_report_was_a_share_when_it_was_handed_in(world: World) -> None:
    shared(world, world.one, BEFORE)
    report = led(world)
    agencies_assign(
        actor=make_user(Role.OFFICE),
        tasks=[world.task],
        grants=[Grant(world.one, AssignmentRole.LEAD)],
        reason="调整分工",
    )

    assert silent(report, world.reader) == ["教育部"]


def test_the_words_of_a_share_are_for_the_lead_the_office_and_its_agency(world: World) -> None:
    shared(world, world.one, BEFORE)
    report = led(world)

    def reads(person: User) -> bool:
        return sheet_of(report, person).shares[0].said is not None

    assert reads(world.reader)
    assert reads(make_user(Role.OFFICE))
    assert reads(make_user(Role.STAFF, world.one))
    assert not reads(make_user(Role.STAFF, world.two))
    assert not reads(make_user(Role.VIEWER))


def test_only_the_lead_decides_about_a_share(world: World) -> None:
    shared(world, world.one, BEFORE)
    report = led(world)

    for person, decides in [(world.reader, True), (make_user(Role.OFFICE), False)]:
        said = sheet_of(report, person).shares[0].said
        assert said is not None
        assert said.may_decide == decides


def test_reports_of_other_roles_have_no_shares(world: World) -> None:
    one = make_agency()
    own = make_report(make_task(by_duty=[one]), one)

    assert shares_of(shared(world, world.one, BEFORE), world.reader, AFTER) is None
    assert shares_of(own, make_user(Role.OFFICE), AFTER) is None
