"""A page of a past day shows what was known then, and nothing that was recorded later."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client

from agencies.enums import Role
from agencies.models import Agency, User
from plans.models import LeadRuleReading
from tasks.enums import AssignmentRole, ReportState, Status
from tasks.models import RoundDecision, Task
from tests.factories import (
    answer,
    confirm,
    hand_in,
    make_agency,
    make_assignment,
    make_plan,
    make_report,
    make_round,
    make_task,
    make_user,
    moment,
    open_tracking,
    return_,
    set_due_date,
    take_back,
)
from tests.tasks.pages.reading import text_of

pytestmark = pytest.mark.django_db

FIRST = datetime.date(2020, 3, 1)


def on(number: int) -> datetime.date:
    """The day so many days after the first."""
    return FIRST + datetime.timedelta(days=number)


def at(number: int) -> datetime.datetime:
    return moment(on(number))


@pytest.fixture
def lead() -> Agency:
    return make_agency("知识产权局")


@pytest.fixture
def task(lead: Agency) -> Task:
    return make_task(make_plan("2020", tracked_from=FIRST), 55, lead=lead)


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(make_user(Role.OFFICE))
    return client


def shown(client: Client, number: int, address: str = "/tasks/2020-55/") -> Any:
    """What the page of that day is made of."""
    answered = client.get(f"{address}?as_of={on(number)}")
    assert answered.status_code == 200
    return answered.context


def history(client: Client, number: int) -> list[tuple[ReportState, int]]:
    """The reports of the task's page: their states and how many decisions stand below each."""
    sheet = shown(client, number)["sheet"]
    return [(entry.known.state, len(entry.reviews)) for entry in sheet.history]


def test_a_report_has_the_state_that_it_had(office: Client, task: Task, lead: Agency) -> None:
    first = make_report(task, lead, submitted_at=at(1))
    return_(first, at(3))
    confirm(make_report(task, lead, submitted_at=at(5), revises=first), at(7))
    returned = (ReportState.RETURNED, 1)
    assert [history(office, number) for number in range(9)] == [
        [],
        [(ReportState.SUBMITTED, 0)],
        [(ReportState.SUBMITTED, 0)],
        [returned],
        [returned],
        [(ReportState.SUBMITTED, 0), returned],
        [(ReportState.SUBMITTED, 0), returned],
        [(ReportState.CONFIRMED, 1), returned],
        [(ReportState.CONFIRMED, 1), returned],
    ]


def test_readers_see_of_a_past_day_only_what_was_confirmed_by_then(
    client: Client, task: Task, lead: Agency
) -> None:
    confirm(make_report(task, lead, submitted_at=at(1)), at(3))
    client.force_login(make_user(Role.STAFF))
    assert history(client, 2) == []
    assert history(client, 3) == [(ReportState.CONFIRMED, 0)]


def test_what_was_taken_back_had_been_handed_in_but_its_words_are_not_kept(
    office: Client, task: Task, lead: Agency
) -> None:
    report = make_report(task, lead, submitted_at=at(1), progress="此前的说法。")
    take_back(report, at(3))
    report.progress = "后来的说法。"
    hand_in(report, at(5))
    assert [history(office, number) for number in (0, 1, 2, 3, 4, 5)] == [
        [],
        [(ReportState.SUBMITTED, 0)],
        [(ReportState.SUBMITTED, 0)],
        [],
        [],
        [(ReportState.SUBMITTED, 0)],
    ]
    assert "后来的说法" not in text_of(office, f"/tasks/2020-55/?as_of={on(2)}")
    assert "后来的说法" in text_of(office, f"/tasks/2020-55/?as_of={on(5)}")


def test_counts_of_an_agency_know_what_was_taken_back_and_handed_in_again(
    office: Client, task: Task, lead: Agency
) -> None:
    hand_in(take_back(make_report(task, lead, submitted_at=at(1)), at(3)), at(5))
    for address, name in ((f"/agencies/{lead.pk}/", "counts"), ("/agencies/", "rows"), ("/", "agencies")):
        reported = []
        for number in (0, 1, 2, 3, 4, 5):
            context = shown(office, number, address)
            counts = context[name] if name == "counts" else context[name][0]
            reported.append(counts.lead.reported)
        assert reported == [0, 1, 1, 0, 0, 1], address


def test_who_had_the_task_and_until_when(office: Client, task: Task, lead: Agency) -> None:
    part, other = task.assignments.get(), make_agency("商务部")
    part.in_force_until = at(2)
    part.save()
    make_assignment(task, other, AssignmentRole.LEAD, in_force_from=at(2))
    set_due_date(task, on(30), at(1))
    set_due_date(task, on(60), at(4))

    def facts(number: int) -> tuple[list[str], int, datetime.date | None, int]:
        context = shown(office, number)
        sheet = context["sheet"]
        holders = [row.assignment.agency.name for row in sheet.holdings]
        return holders, len(sheet.ended), context["task"].due_on, len(sheet.dates.due.changes)

    assert facts(0) == (["知识产权局"], 0, None, 0)
    assert facts(1) == (["知识产权局"], 0, on(30), 1)
    assert facts(2) == (["商务部"], 1, on(30), 1)
    assert facts(4) == (["商务部"], 1, on(60), 2)


def test_a_completed_task_that_was_reopened_was_completed_until_then(
    office: Client, task: Task, lead: Agency
) -> None:
    report = make_report(task, lead, status=Status.COMPLETED, submitted_at=at(1))
    reopened = confirm(report, at(2))
    reopened.pk = None
    reopened.decision, reopened.status, reopened.percent = "reopen", Status.IN_PROGRESS, 80
    reopened.decided_at = at(5)
    reopened.save(force_insert=True)
    listed = [
        [row.state.status for row in shown(office, number, "/tasks/")["page_obj"]] for number in (1, 2, 4, 5)
    ]
    assert listed == [["no_report"], ["completed"], ["completed"], ["in_progress"]]
    assert [shown(office, number)["task"].status for number in (1, 2, 4, 5)] == [
        "no_report",
        "completed",
        "completed",
        "in_progress",
    ]


def test_rounds_are_those_opened_by_then_and_due_as_decided_by_then(office: Client, task: Task) -> None:
    made = make_round(task.plan, [task], opens_on=on(2), due_on=on(5))
    RoundDecision.objects.create(
        round=made,
        step="extend",
        due_on=on(9),
        reason="补充材料",
        decided_at=at(6),
        decided_by=make_user(Role.OFFICE),
    )
    assert list(shown(office, 1, "/plans/2020/rounds/")["rounds"]) == []
    assert office.get(f"/rounds/{made.pk}/?as_of={on(1)}").status_code == 404
    past_due = [shown(office, number, f"/rounds/{made.pk}/")["is_past_due"] for number in (5, 6, 9, 10)]
    assert past_due == [False, False, False, True]
    assert len(shown(office, 5, f"/rounds/{made.pk}/")["decisions"]) == 1
    assert [row.due_on for row in shown(office, 5, "/plans/2020/rounds/")["rounds"]] == [on(5)]
    assert [row.due_on for row in shown(office, 6, "/plans/2020/rounds/")["rounds"]] == [on(9)]


def test_a_plan_is_read_and_tracked_as_decided_by_then(office: Client, lead: Agency) -> None:
    plan = make_plan("2016", note="列第一位者为牵头部门")
    open_tracking(plan, on(10), at(2))
    LeadRuleReading.objects.create(
        plan=plan,
        marked_by_duty_means="first_listed_leads",
        reason="经研究",
        decided_at=at(4),
        decided_by=make_user(Role.OFFICE),
    )
    found = [shown(office, number, "/plans/2016/") for number in (1, 2, 4)]
    assert [len(context["tracking"]) for context in found] == [0, 1, 1]
    assert [context["rule"].reading_reason for context in found] == ["", "", "经研究"]
    assert [
        next(row for row in shown(office, number, "/plans/")["plans"] if row == plan).tracked_from
        for number in (1, 2)
    ] == [None, on(10)]


@pytest.mark.parametrize("person", ["office", "staff"])
def test_nothing_is_offered_to_change_on_a_past_day(
    client: Client, task: Task, lead: Agency, person: str
) -> None:
    user: User = make_user(Role.OFFICE) if person == "office" else make_user(Role.STAFF, lead)
    client.force_login(user)
    made = make_round(task.plan, [task], opens_on=on(1), due_on=on(5))
    answer(made, make_task(task.plan, lead=lead), lead, at(2))
    pages = ("/", "/tasks/2020-55/", "/plans/", "/plans/2020/", "/plans/2020/rounds/", f"/rounds/{made.pk}/")
    for address in pages:
        past = text_of(client, f"{address}?as_of={on(3)}")
        main = past[past.index('<main class="page"') : past.index("</main>")]
        assert 'method="post"' not in main, address
        for changing in ("/manage/", "/report/", "/reports/", "/my/", "/review/"):
            assert f'href="{changing}' not in main, (address, changing)
            assert f'{changing}"' not in main, (address, changing)


def test_a_day_that_lies_ahead_is_judged_by_what_is_known_today(office: Client, task: Task) -> None:
    ahead = datetime.date(2100, 1, 1)
    set_due_date(task, datetime.date(2099, 12, 1))
    page = office.get(f"/tasks/2020-55/?as_of={ahead}")
    assert page.context["task"].light == "red"
    assert "尚未到来" in page.content.decode()


def test_links_keep_the_day_and_it_can_be_taken_away(office: Client, task: Task) -> None:
    page = text_of(office, f"/?plan=2020&as_of={on(2)}")
    assert f"/tasks/?plan=2020&amp;as_of={on(2)}" in page
    assert f"/agencies/{task.assignments.get().agency_id}/?as_of={on(2)}" in page
    assert 'href="/?plan=2020">' in page
    assert f"/tasks/2020-55/?as_of={on(2)}" in text_of(office, f"/tasks/?as_of={on(2)}")
