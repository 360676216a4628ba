"""The audit and the policies of reporting over the API."""

from __future__ import annotations

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from agencies.audit import record
from agencies.enums import Role
from agencies.models import AuditEntry, ReportingPolicy
from tests.api_client import ApiClient
from tests.factories import make_agency, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", [1, 4])
def test_the_office_reads_the_audit_in_a_constant_number_of_queries(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    person = make_user(Role.OFFICE, display_name="统筹员甲")
    with transaction.atomic():
        for _ in range(number):
            record(actor=person, action="policy.set", target=make_agency(), after={"two_person": True})
    caller = ApiClient(person)
    with django_assert_num_queries(2):
        rows = caller.get("audit-entries/").json()["results"]
    assert len(rows) == number
    assert (rows[0]["actor"]["name"], rows[0]["after"]) == ("统筹员甲", {"two_person": True})
    assert caller.get("audit-entries/?action=policy.set").json()["results"] == rows
    assert caller.get("audit-entries/?action=nothing").status_code == 400


@pytest.mark.parametrize("role", [Role.STAFF, Role.APPROVER, Role.VIEWER])
def test_nobody_else_reads_it(role: Role) -> None:
    assert ApiClient(make_user(role, make_agency())).get("audit-entries/").status_code == 403


def test_an_agency_wants_two_pairs_of_eyes_where_it_has_an_approver() -> None:
    office, agency = ApiClient(make_user(Role.OFFICE)), make_agency("教育部")
    address = f"agencies/{agency.pk}/policy/"
    refused = office.put(address, {"two_person": True})
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/two_person"]
    make_user(Role.APPROVER, agency)
    assert office.put(address, {"two_person": True}).json()["two_person"] is True
    assert ReportingPolicy.objects.get().two_person
    assert AuditEntry.objects.get().channel == "api"
    [listed] = office.get("reporting-policies/").json()["results"]
    assert (listed["agency"]["name"], listed["people"], listed["approvers"]) == ("教育部", 1, 1)
    assert ApiClient(make_user(Role.STAFF, agency)).get(address).status_code == 403
    assert office.get("agencies/999999/policy/").status_code == 404
