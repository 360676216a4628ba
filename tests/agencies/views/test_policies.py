from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from agencies.enums import Role
from agencies.models import Agency, ReportingPolicy
from tests.factories import make_agency, make_user
from tests.seen import send

pytestmark = pytest.mark.django_db

POLICIES = "/agencies/policies/"


@pytest.fixture
def agency() -> Agency:
    agency = make_agency("知识产权局")
    make_user(Role.APPROVER, agency)
    return agency


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_user(Role.OFFICE))
    return client


def test_the_office_switches_it_on_and_off(desk: Client, agency: Agency) -> None:
    send(desk, POLICIES, f"/agencies/{agency.pk}/policy/", {"two_person": "on"})
    assert ReportingPolicy.objects.get().two_person

    send(desk, POLICIES, f"/agencies/{agency.pk}/policy/")
    assert not ReportingPolicy.objects.get().two_person


def test_an_agency_without_approver_cannot_have_it(desk: Client) -> None:
    agency = make_agency("商务部")
    make_user(Role.STAFF, agency)

    answer = send(desk, POLICIES, f"/agencies/{agency.pk}/policy/", {"two_person": "on"})

    assert answer.context["form"].errors.keys() == {"two_person"}
    assert not ReportingPolicy.objects.exists()


@pytest.mark.parametrize("role", [Role.STAFF, Role.APPROVER, Role.VIEWER])
def test_it_is_forbidden_to_others(client: Client, agency: Agency, role: Role) -> None:
    client.force_login(make_user(role, agency))

    assert client.get("/agencies/policies/").status_code == 403
    assert client.post(f"/agencies/{agency.pk}/policy/", {"two_person": "on"}).status_code == 403
    assert not ReportingPolicy.objects.exists()


@pytest.mark.parametrize("agencies", [1, 3])
def test_the_number_of_queries_does_not_grow(
    desk: Client, agencies: int, django_assert_num_queries: Any
) -> None:
    for _ in range(agencies):
        make_user(Role.APPROVER)

    with django_assert_num_queries(4):
        desk.get("/agencies/policies/")
