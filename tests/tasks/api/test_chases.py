"""催办 and 签收 over the API."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from agencies.enums import Role
from agencies.models import Agency, AuditEntry
from tasks.models import Chase, ReportingRound
from tests.api_client import ApiClient
from tests.factories import make_agency, make_chase, make_plan, make_round, make_task, make_user

pytestmark = pytest.mark.django_db


def asked(*agencies: Agency) -> ReportingRound:
    """A round under way today that asks each of the agencies about a task."""
    plan = make_plan("2020", tracked_from=datetime.date(2020, 1, 1))
    week, today = datetime.timedelta(days=7), timezone.localdate()
    tasks = [make_task(plan, lead=agency) for agency in agencies]
    return make_round(plan, tasks, opens_on=today - week, due_on=today + week)


def test_the_office_presses_one_and_then_all_the_others() -> None:
    first, second = make_agency("教育部"), make_agency("商务部")
    make_user(Role.STAFF, first)
    office, opened = ApiClient(make_user(Role.OFFICE)), asked(first, second)

    made = office.post("chases/", {"round": opened.pk, "agencies": [first.pk], "note": "请尽快"})
    assert made.status_code == 201
    [chase] = made.json()["chases"]
    assert (chase["agency"]["name"], chase["tasks"], chase["note"]) == ("教育部", ["2020-1"], "请尽快")
    assert AuditEntry.objects.get(action="chase.press").channel == "api"

    rest = office.post("chases/", {"round": opened.pk}).json()
    assert [one["agency"]["name"] for one in rest["chases"]] == ["商务部"]
    assert [one["name"] for one in rest["already"]] == ["教育部"]
    assert [one["name"] for one in rest["unstaffed"]] == ["商务部"]
    assert office.post("chases/", {"round": opened.pk}).status_code == 409


def test_whoever_owes_nothing_is_not_pressed_and_a_note_has_its_length() -> None:
    agency, idle = make_agency(), make_agency()
    office, opened = ApiClient(make_user(Role.OFFICE)), asked(agency)
    refused = office.post("chases/", {"round": opened.pk, "agencies": [idle.pk]})
    assert (refused.status_code, Chase.objects.count()) == (400, 0)
    long = office.post("chases/", {"round": opened.pk, "note": "长" * 1001})
    assert [error["pointer"] for error in long.json()["errors"]] == ["/note"]


def test_the_agency_signs_once_and_nobody_else_can() -> None:
    agency = make_agency()
    chase = make_chase(asked(agency), agency)
    address = f"chases/{chase.pk}/sign/"
    assert ApiClient(make_user(Role.STAFF, make_agency())).post(address).status_code == 404
    assert ApiClient(make_user(Role.OFFICE)).post(address).status_code == 403
    person = make_user(Role.STAFF, agency, display_name="王某")
    signed = ApiClient(person).post(address)
    assert signed.json()["acknowledged_by"] == {"id": person.pk, "name": "王某"}
    assert ApiClient(make_user(Role.STAFF, agency)).post(address).status_code == 409
    assert AuditEntry.objects.get(action="chase.sign").channel == "api"


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_says_who_signed_in_a_constant_number_of_queries(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    agencies = [make_agency() for _ in range(number)]
    opened = asked(*agencies)
    for agency in agencies:
        make_chase(opened, agency)
    office = ApiClient(make_user(Role.OFFICE))
    with django_assert_num_queries(4):
        unsigned = office.get("chases/?signed=false")
    assert len(unsigned.json()["results"]) == number
    assert office.get("chases/?signed=true").json()["results"] == []
