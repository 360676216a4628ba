from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from agencies.enums import AgencyKind, Role
from agencies.models import User
from tasks.enums import NoticeKind, ReportState
from tasks.models import Notice
from tasks.notifications import Message
from tasks.services.notices import notices_add, notices_dispatch
from tasks.services.reminders import reminders_send
from tasks.services.reports import report_submit
from tests.factories import (
    make_agency,
    make_chase,
    make_plan,
    make_report,
    make_round,
    make_task,
    make_user,
)

pytestmark = pytest.mark.django_db


def told() -> None:
    """Somebody submits a report, which tells everybody at the office."""
    agency = make_agency("知识产权局")
    person = make_user(Role.STAFF, agency)
    report_submit(
        actor=person, report=make_report(make_task(lead=agency), agency, ReportState.DRAFT, author=person)
    )


def test_a_notice_leads_to_its_report(desk: Client, office: User) -> None:
    told()

    assert f"/reports/{office.notices.get().report_id}/" in desk.get("/notices/").content.decode()


def test_one_notice_is_marked_as_read(desk: Client, office: User) -> None:
    told()
    told()
    first = office.notices.first()
    assert first

    answer = desk.post("/notices/read/", {"notice": first.pk})

    assert answer.headers["Location"] == "/notices/"
    assert [notice.pk for notice in office.notices.exclude(read_at=None)] == [first.pk]


def test_all_notices_are_marked_as_read(desk: Client, office: User) -> None:
    told()
    told()

    desk.post("/notices/read/")

    assert not office.notices.filter(read_at=None).exists()


def test_notices_of_others_are_neither_shown_nor_marked(desk: Client) -> None:
    other = make_user(Role.OFFICE)
    told()
    notice = Notice.objects.get(recipient=other)

    desk.post("/notices/read/", {"notice": notice.pk})

    assert notice not in desk.get("/notices/").context["page"].object_list
    assert Notice.objects.get(pk=notice.pk).read_at is None


def test_marking_needs_a_post(desk: Client) -> None:
    assert desk.get("/notices/read/").status_code == 405


@pytest.mark.parametrize("notices", [1, 3])
def test_the_number_of_queries_does_not_grow(
    desk: Client, notices: int, django_assert_num_queries: Any
) -> None:
    for _ in range(notices):
        told()

    with django_assert_num_queries(6):
        desk.get("/notices/")


@pytest.mark.parametrize("about", ["report", "round", "task", "chase", "nothing"])
def test_every_kind_is_shown_and_mailed_whatever_it_is_about(desk: Client, office: User, about: str) -> None:
    agency = make_agency()
    task = make_task(lead=agency)
    asking = make_round(task.plan, [task])
    rows: dict[str, Any] = {
        "report": make_report(task, agency),
        "round": asking,
        "task": task,
        "chase": make_chase(asking, agency),
    }
    told = {about: rows[about]} if about in rows else {}
    kinds = [kind for kind in NoticeKind if kind != NoticeKind.DIGEST]
    notices_add(Message(office, kind, key=kind, text="附言", agency=agency, **told) for kind in kinds)

    page = desk.get("/notices/").content.decode()

    assert notices_dispatch(now=timezone.now()) == len(kinds)
    for kind, letter in zip(kinds, mail.outbox, strict=True):
        assert escape(str(kind.label)) in page
        assert str(kind.label) in letter.subject
        assert "http://127.0.0.1:8000/" in letter.body


def test_a_digest_shows_what_stands_in_it_and_counts_once(desk: Client, office: User) -> None:
    collective = make_agency("各成员单位", kind=AgencyKind.COLLECTIVE)
    plan = make_plan("2020", tracked_from=datetime.date(2020, 1, 1))
    for _number in range(2):
        make_task(plan, lead=collective, due_on=datetime.date(2020, 6, 15))
    reminders_send(day=datetime.date(2020, 6, 22))

    page = desk.get("/notices/")

    assert page.context["unread"] == 1
    [entry] = page.context["entries"]
    [line] = entry.digest.lines
    assert (line.days_late, len(line.items)) == (7, 2)
    said = page.content.decode()
    for part in ("各成员单位", "已逾期 7 天", "/tasks/2020-1/", "/tasks/2020-2/"):
        assert part in said

    desk.post("/notices/read/")
    assert desk.get("/notices/").context["unread"] == 0


def test_what_an_agency_has_not_answered_stands_in_one_line(desk: Client, office: User) -> None:
    agency = make_agency("教育部")
    make_user(Role.STAFF, agency)
    plan = make_plan("2020", tracked_from=datetime.date(2020, 1, 1))
    for due in ("2020-06-01", "2020-06-15", "2020-06-15"):
        make_task(plan, lead=agency, due_on=datetime.date.fromisoformat(due))
    make_round(plan, list(plan.tasks.all()))
    reminders_send(day=datetime.date(2020, 7, 15))

    [entry] = desk.get("/notices/").context["entries"]

    [line] = entry.digest.lines
    assert (line.agency, line.due_on, len(line.items), line.unstaffed) == (
        agency,
        datetime.date(2020, 4, 15),
        4,
        False,
    )


@pytest.mark.parametrize("days", [1, 3])
def test_the_number_of_queries_does_not_grow_with_digests(
    desk: Client, office: User, days: int, django_assert_num_queries: Any
) -> None:
    plan = make_plan("2020", tracked_from=datetime.date(2020, 1, 1))
    for number in range(days):
        make_task(plan, lead=make_agency(), due_on=datetime.date(2020, 6, 15))
        reminders_send(day=datetime.date(2020, 6, 8 + number))
        make_task(plan, lead=make_agency(), due_on=datetime.date(2020, 6, 15))

    with django_assert_num_queries(9):
        desk.get("/notices/")
