from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.enums import Role
from agencies.models import Agency, User
from plans.clock import today
from tasks import rules
from tasks.enums import ReportState, Status
from tasks.models import ProgressReport
from tasks.summaries.review_queue import PAGE_LENGTH, awaiting, queue_place
from tests.factories import confirm, make_agency, make_report, make_round, make_task, make_user
from tests.tasks.pages.reading import HTMX, in_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return make_agency("知识产权局")


def waiting(agency: Agency, days: int = 0, **values: Any) -> ProgressReport:
    when = timezone.now() - datetime.timedelta(days=days)
    return make_report(make_task(lead=agency), agency, submitted_at=when, **values)


def test_the_longest_waiting_report_comes_first(desk: Client, agency: Agency) -> None:
    waiting(agency, days=1)
    oldest = waiting(agency, days=9)
    waiting(agency)

    place = desk.get("/review/").context["place"]

    assert (place.chosen, place.number, place.total, place.previous) == (oldest.pk, 1, 3, None)


def test_a_report_of_another_year_says_so(desk: Client, agency: Agency) -> None:
    report = waiting(agency, days=400)
    assert report.submitted_at
    day = timezone.localdate(report.submitted_at)
    assert desk.get("/review/").content.decode().count(f">{day.isoformat()}</time> · ") == 2


def test_one_can_be_chosen_and_its_neighbours_are_named(desk: Client, agency: Agency) -> None:
    first, second, third = waiting(agency, 3), waiting(agency, 2), waiting(agency, 1)

    place = desk.get(f"/review/?report={second.pk}").context["place"]

    assert (place.previous, place.chosen, place.following) == (first.pk, second.pk, third.pk)


def test_a_decision_leads_on_to_the_next(desk: Client, agency: Agency) -> None:
    waiting(agency, 3)
    second, third = waiting(agency, 2), waiting(agency, 1)
    next_url = desk.get(f"/review/?report={second.pk}").context["next_url"]

    answer = desk.post(f"/reports/{second.pk}/confirm/", {"version": second.version, "next": next_url})

    assert answer.headers["Location"] == f"/review/?report={third.pk}"


def test_it_says_that_a_report_was_decided_meanwhile(desk: Client, agency: Agency) -> None:
    gone = waiting(agency, 3)
    left = waiting(agency)
    confirm(gone)

    place = desk.get(f"/review/?report={gone.pk}").context["place"]

    assert place.moved_on
    assert place.chosen == left.pk


def test_it_shows_the_report_beside_the_last_confirmed_one(desk: Client, agency: Agency) -> None:
    task = make_task(lead=agency)
    confirm(make_report(task, agency, progress="去年的进展。"))
    make_report(task, agency, progress="今年的进展。")

    page = desk.get("/review/").content.decode()

    assert "<del>去年的进展。</del>" in page
    assert "<ins>今年的进展。</ins>" in page


def test_the_office_does_not_find_what_it_wrote_itself(desk: Client, office: User, agency: Agency) -> None:
    waiting(agency, author=office)

    assert desk.get("/review/").context["place"].total == 0


def test_a_lead_finds_the_shares_of_its_participants(client: Client, agency: Agency) -> None:
    partner = make_agency("商务部")
    share = make_report(make_task(lead=agency, participating=[partner]), partner)
    make_report(make_task(lead=partner), partner)
    client.force_login(make_user(Role.STAFF, agency))

    assert [row.report.pk for row in client.get("/review/").context["place"].rows] == [share.pk]


def test_it_is_forbidden_to_readers(client: Client) -> None:
    client.force_login(make_user(Role.VIEWER))

    assert client.get("/review/").status_code == 403


def test_an_empty_queue_says_so(desk: Client) -> None:
    desk.cookies["django_language"] = "en"
    answer = desk.get("/review/")
    assert answer.context["place"].chosen is None
    page = answer.content.decode()
    assert "Nothing waits for you" in page
    assert "0 reports" not in page


def test_the_list_beside_shows_the_page_of_the_chosen_report(desk: Client, agency: Agency) -> None:
    reports = [waiting(agency, days=60 - number) for number in range(PAGE_LENGTH + 2)]

    place = desk.get(f"/review/?report={reports[-1].pk}").context["place"]

    assert [row.report.pk for row in place.rows] == [report.pk for report in reports[PAGE_LENGTH:]]


def test_the_queue_and_the_rules_say_the_same(agency: Agency) -> None:
    partner = make_agency("商务部")
    people = [
        make_user(Role.OFFICE),
        make_user(Role.OFFICE, agency),
        *(make_user(role, body) for role in (Role.STAFF, Role.APPROVER) for body in (agency, partner)),
        make_user(Role.VIEWER, agency),
    ]
    for author in (*people, make_user(Role.STAFF, agency)):
        for state in ReportState:
            led = make_task(lead=agency, participating=[partner])
            if state != ReportState.ACCEPTED:
                make_report(led, agency, state, author=author)
            if state != ReportState.CONFIRMED:
                make_report(led, partner, state, author=author)
                make_report(make_task(participating=[partner]), partner, state, author=author)

    found = 0
    for person in people:
        visible = ProgressReport.objects.visible_to(person)
        by_rules = {
            report.pk
            for report in visible
            if rules.can_confirm(person, report)
            or rules.can_accept(person, report)
            or rules.can_approve(person, report)
        }
        assert set(awaiting(person).values_list("pk", flat=True)) == by_rules
        found += len(by_rules)
    assert found > 20


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_queue(
    desk: Client, agency: Agency, rows: int, django_assert_num_queries: Any
) -> None:
    for _ in range(rows):
        waiting(agency)

    with django_assert_num_queries(19):
        desk.get("/review/")


def test_no_more_reports_are_read_than_are_shown_and_stand_beside_them(office: User, agency: Agency) -> None:
    reports = [waiting(agency, days=60 - number) for number in range(2 * PAGE_LENGTH + 1)]
    around = [None, *reports, None]

    for chosen in (0, PAGE_LENGTH - 1, PAGE_LENGTH, PAGE_LENGTH + 7, 2 * PAGE_LENGTH):
        with CaptureQueriesContext(connection) as asked:
            place = queue_place(awaiting(office), reports[chosen].pk, today())

        first = chosen - chosen % PAGE_LENGTH
        beside = [report and report.pk for report in around[chosen : chosen + 3]]
        assert [place.previous, place.chosen, place.following] == beside
        assert (place.number, place.total) == (chosen + 1, len(reports))
        assert [row.report for row in place.rows] == reports[first : first + PAGE_LENGTH]
        assert place.here
        assert place.here.report == reports[chosen]
        assert [rows_of(one["sql"]) <= PAGE_LENGTH + 2 for one in asked] == [True, True]


def rows_of(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return len(cursor.fetchall())


def test_a_report_that_was_touched_later_keeps_its_place(desk: Client, agency: Agency) -> None:
    oldest, newer = waiting(agency, days=9), waiting(agency, days=1)
    ProgressReport.objects.filter(pk=oldest.pk).update(updated_at=timezone.now())

    rows = desk.get("/review/").context["place"].rows

    assert [row.report for row in rows] == [oldest, newer]
    assert [row.days for row in rows] == [9, 1]


def test_only_claims_of_completion_can_be_shown(desk: Client, agency: Agency) -> None:
    waiting(agency, days=3)
    claims = [waiting(agency, days=days, status=Status.COMPLETED) for days in (2, 1)]

    place = desk.get("/review/?claim=completed").context["place"]

    assert [row.report for row in place.rows] == claims
    assert place.chosen == claims[0].pk


def test_the_filter_goes_along_to_the_next_report(desk: Client, agency: Agency) -> None:
    first, second = (waiting(agency, days=days, status=Status.COMPLETED) for days in (2, 1))

    answer = desk.get(f"/review/?claim=completed&agency={agency.pk}")

    query = f"agency={agency.pk}&claim=completed&report={second.pk}"
    assert answer.context["place"].chosen == first.pk
    assert answer.context["next_url"] == f"/review/?{query}"
    assert query.replace("&", "&amp;") in answer.content.decode()


def test_a_wrong_filter_shows_nothing(desk: Client, agency: Agency) -> None:
    waiting(agency)

    assert desk.get("/review/?agency=999999").context["place"].total == 0
    assert desk.get("/review/?claim=ongoing").context["place"].total == 0


def test_it_says_which_round_is_answered_and_how_late(desk: Client, agency: Agency) -> None:
    report = waiting(agency, days=2)
    today = timezone.localdate()
    asked = make_round(
        report.task.plan,
        [report.task],
        name="第一季度",
        opens_on=today - datetime.timedelta(days=30),
        due_on=today - datetime.timedelta(days=5),
    )
    ProgressReport.objects.filter(pk=report.pk).update(round=asked)

    answer = desk.get("/review/")

    assert answer.context["place"].here.days_late == 3
    assert "第一季度" in answer.content.decode()


def test_htmx_gets_the_queue_alone_and_everybody_else_the_page(desk: Client, agency: Agency) -> None:
    report = waiting(agency)

    assert report.task.reference in in_place(desk, "/review/", "review")


def test_what_was_decided_is_said_over_the_next_report(desk: Client, agency: Agency) -> None:
    report, following = waiting(agency, 2), waiting(agency, 1)
    step = {"version": report.version, "next": f"/review/?report={following.pk}"}

    answer = desk.post(f"/reports/{report.pk}/confirm/", step, headers=HTMX)
    page = desk.get(answer["Location"], headers=HTMX).content.decode()

    assert 'id="messages" hx-swap-oob="innerHTML"><ul' in page
    assert following.task.reference in page


def test_a_refusal_in_place_keeps_what_was_typed_and_leads_on_as_before(desk: Client, agency: Agency) -> None:
    report = waiting(agency)
    step = {"version": report.version, "status": "completed", "percent": "70", "next": "/review/?report=7"}

    answer = desk.post(f"/reports/{report.pk}/confirm/", step, headers=HTMX)
    page = answer.content.decode()

    assert (answer["HX-Retarget"], answer["HX-Push-Url"]) == ("#report-work", "false")
    assert "<html" not in page
    assert "error-summary" in page
    assert 'value="70"' in page
    assert 'name="next" value="/review/?report=7"' in page


def test_what_can_be_done_is_not_called_like_what_the_agency_plans(desk: Client, agency: Agency) -> None:
    report = waiting(agency)
    page = desk.get("/review/").content.decode()
    assert f'<h2 id="steps-{report.pk}">办理</h2>' in page
