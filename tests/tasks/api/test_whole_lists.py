"""Whole lists as JSON say what their pages say, by as many queries however many rows there are."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from rest_framework.serializers import DateTimeField

from agencies.api import exports
from agencies.enums import Role
from agencies.json_sql import JsonMoment
from agencies.models import Agency, User
from tasks import rules
from tasks.api.json_rows import report_rows
from tasks.enums import ReportState, Status
from tasks.models import ProgressReport
from tests.api_client import ApiClient
from tests.factories import (
    accept,
    confirm,
    make_agency,
    make_plan,
    make_report,
    make_task,
    make_user,
    moment,
    reopen,
    return_,
    take_back,
)
from tests.factories.evidence import make_file, make_link
from tests.factories.milestones import claim, make_milestone

pytestmark = pytest.mark.django_db

DAYS = [datetime.date(2020, 6, day) for day in range(1, 8)]
ODD = "\"\\/\b\t\r\n\x1f\x7f\u2028𠀀<&%s{0}'"


@pytest.fixture(autouse=True)
def _fetch_one_row_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "FETCHED", 1)
    monkeypatch.setattr(report_rows, "FETCHED", 1)


def world(number: int) -> tuple[Agency, Agency]:
    """Reports of so many tasks in every state, with all that stands beside them; lead and partner."""
    plan, lead, partner = make_plan("2020"), make_agency("甲部"), make_agency("乙部")
    office = make_user(Role.OFFICE, display_name="")
    for _ in range(number):
        task = make_task(plan, lead=lead, participating=[partner])
        first, second = make_milestone(task, "一\"'"), make_milestone(task)
        when = moment(DAYS[0]) + datetime.timedelta(microseconds=70)
        returned = make_report(task, lead, problem="＝缺经费", progress=ODD, submitted_at=when)
        claim(returned, second, first)
        make_link(returned, document_date=None)
        make_link(returned, "https://10.0.0.1/", document_date=None)
        make_link(returned, 'http://a.cn/?a=b&c="', title=ODD, document_number="")
        make_file(returned, document_number="国办函1号")
        return_(returned, moment(DAYS[1]))
        done = make_report(
            task, lead, status=Status.COMPLETED, submitted_at=moment(DAYS[2]), revises=returned
        )
        claim(done, first)
        make_link(done, added_by=office)
        make_file(done)
        confirm(done, moment(DAYS[3]))
        reopen(done, moment(DAYS[4]), percent=60)
        accept(make_report(task, partner, problem="缺人", submitted_at=moment(DAYS[2])), moment(DAYS[4]))
        make_report(task, lead, ReportState.DRAFT)
        take_back(make_report(task, partner, submitted_at=moment(DAYS[3])), moment(DAYS[5]))
    return lead, partner


def readers(lead: Agency, partner: Agency) -> list[User]:
    return [
        make_user(Role.OFFICE),
        make_user(Role.STAFF, lead),
        make_user(Role.VIEWER, lead),
        make_user(Role.STAFF, partner),
        make_user(Role.STAFF, make_agency()),
        make_user(Role.VIEWER),
    ]


def whole(api: ApiClient, path: str) -> list[Any]:
    response: Any = api.client.get(f"/api/v1/{path}", headers=api.headers)
    assert response.status_code == 200
    found: list[Any] = json.loads(response.getvalue())["results"]
    return found


@pytest.mark.parametrize("path", ["progress-reports", "assignments"])
def test_everyone_gets_the_rows_of_the_list(path: str) -> None:
    lead, partner = world(1)
    past = [f"as_of={day}" for day in DAYS[1::2]] if path == "progress-reports" else []
    for user in readers(lead, partner):
        api = ApiClient(user)
        for query in ("", *past):
            listed = api.get(f"{path}/?{query}").json()["results"]
            # Members in the same order as well.
            assert json.dumps(whole(api, f"{path}/?format=json&{query}")) == json.dumps(listed)


@pytest.mark.parametrize("fields", ["id,evidence", "evidence", "id,submitted_at", "reviews,task"])
def test_they_have_the_fields_asked_for(fields: str) -> None:
    world(1)
    api = ApiClient(make_user(Role.OFFICE))
    for query in (f"fields={fields}", f"fields={fields}&as_of={DAYS[1]}"):
        listed = api.get(f"progress-reports/?{query}").json()["results"]
        assert listed
        assert json.dumps(whole(api, f"progress-reports/?format=json&{query}")) == json.dumps(listed)


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/St_Johns", "UTC"])
@pytest.mark.parametrize("microsecond", [0, 70, 120000])
def test_the_database_writes_a_moment_as_the_serializer_does(zone: str, microsecond: int) -> None:
    user = make_user(Role.VIEWER)
    user.date_joined = datetime.datetime(2020, 12, 31, 23, 59, 8, microsecond, tzinfo=datetime.UTC)
    user.save()
    with timezone.override(zone):
        written = User.objects.annotate(at=JsonMoment("date_joined"), never=JsonMoment("last_login"))
        found = written.values("at", "never").get(pk=user.pk)
        assert found == {"at": DateTimeField().to_representation(user.date_joined), "never": None}


def test_a_problem_is_told_to_those_whom_the_rules_name() -> None:
    told = set()
    for user in readers(*world(1)):
        for row in ApiClient(user).get("progress-reports/?fields=id,problem").json()["results"]:
            report = ProgressReport.objects.get(pk=row["id"])
            assert row["problem"] == (report.problem if rules.can_see_problem(user, report) else None)
            told.add(bool(row["problem"]))
    assert told == {True, False}


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(
    ("path", "role", "queries", "rows"),
    [
        ("assignments/?format=json", Role.OFFICE, 2, 2),
        ("progress-reports/?format=json", Role.OFFICE, 2, 5),
        # For how long an agency says what it thinks of its lead's report.
        ("progress-reports/?format=json", Role.STAFF, 3, 4),
        (f"progress-reports/?format=json&as_of={DAYS[5]}", Role.OFFICE, 2, 4),
    ],
)
def test_they_take_as_many_queries_however_many(
    django_assert_num_queries: DjangoAssertNumQueries,
    path: str,
    role: Role,
    queries: int,
    rows: int,
    number: int,
) -> None:
    lead, _partner = world(number)
    api = ApiClient(make_user(role, lead if role == Role.STAFF else None))
    # The token, the rows with what stands beside them.
    with django_assert_num_queries(queries):
        assert len(whole(api, path)) == rows * number
