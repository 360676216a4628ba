from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from agencies.enums import Role
from agencies.models import User
from tasks.enums import ReportState
from tasks.models import Notice
from tasks.services.reports import report_submit
from tests.factories import make_agency, make_report, make_task, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> User:
    return make_user(Role.OFFICE)


@pytest.fixture
def desk(client: Client, office: User) -> Client:
    client.force_login(office)
    return client


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
