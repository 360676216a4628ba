"""One row looked up by SQL that is compiled once: as the ORM would give it, and only of what is seen."""

from __future__ import annotations

import datetime

import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.models import CharField, IntegerField
from pytest_django import DjangoAssertNumQueries

from agencies import slots
from agencies.enums import Role
from agencies.models import Agency, ApiToken, User
from agencies.picking import pick, picked
from agencies.slots import Gap, Slot, Statement, sees_all, statement
from tests.factories import make_agency, make_user

pytestmark = pytest.mark.django_db

DAY = datetime.date(2018, 3, 21)
KEY = IntegerField()


def test_it_is_the_row_that_the_orm_gives_with_every_column() -> None:
    agencies = [make_agency("工商总局"), make_agency("知识产权局", begins_on=DAY)]
    for agency in agencies:
        found = pick(Agency.objects.all(), "name", agency.name)
        expected = Agency.objects.get(pk=agency.pk)
        assert found == expected
        assert {**vars(found), "_state": None} == {**vars(expected), "_state": None}
    assert pick(Agency.objects.all(), "pk", agencies[0].pk) == agencies[0]
    assert pick(Agency.objects.all(), "name", "无") is None
    assert pick(Agency.objects.all(), "name", "知识\0产权局") is None


def test_rows_that_it_leads_to_come_with_it_in_the_same_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for user in (make_user(Role.STAFF, make_agency()), make_user(Role.VIEWER)):
        ApiToken.objects.create(user=user, name="test")
        with django_assert_num_queries(1):
            token = pick(ApiToken.objects.all(), "user", user.pk, ("user", "user__agency"))
            assert token is not None
            assert (token.user, token.user.agency) == (user, user.agency)


def test_many_rows_come_in_their_order_with_those_they_lead_to(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    agency = make_agency()
    users = [make_user(Role.STAFF, agency), make_user(Role.APPROVER, agency)]
    make_user(Role.STAFF, make_agency())
    found = picked(User.objects.filter(agency=Slot("agency", Agency._meta.pk)).order_by("-pk"), ("agency",))
    with django_assert_num_queries(1):
        rows = found.rows({"agency": agency.pk})
        assert [(user, user.agency) for user in rows] == [(user, agency) for user in reversed(users)]
    assert found.rows({"agency": make_agency().pk}) == []


def test_what_may_not_be_seen_is_not_found() -> None:
    agency, other = make_agency(), make_agency()
    seen = Agency.objects.exclude(pk=other.pk)
    assert pick(seen, "name", agency.name) == agency
    assert pick(seen, "name", other.name) is None
    assert not sees_all(seen)
    assert not sees_all(User.objects.all()[:1])


def prepared() -> int:
    """Of how many statements the connection keeps the plan."""
    if connection.vendor == "sqlite":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        found: int = cursor.fetchone()[0]
    return found


def test_a_connection_keeps_the_plans_of_a_few_statements_and_answers_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(slots, "MOST_PREPARED", 2)
    before = prepared()
    agencies = [make_agency() for _ in range(4)]
    made: list[Statement] = [
        statement(Agency.objects.filter(pk=agency.pk).values_list("name"), lasts=True) for agency in agencies
    ]
    for _ in range(2):
        assert [one.rows({}) for one in made] == [[(agency.name,)] for agency in agencies]
    assert prepared() <= max(before, 2)


@pytest.mark.postgresql
def test_what_failed_once_is_prepared_anew() -> None:
    sql = "SELECT word FROM made_later WHERE id = %s"
    later = Statement("default", sql, (Gap("id", KEY),), {}, lasts=True)
    for _ in range(2):
        with pytest.raises(ProgrammingError, match="made_later"), transaction.atomic():
            later.rows({"id": 1})
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE made_later AS SELECT 1 AS id, '甲' AS word")
    assert later.rows({"id": 1}) == [("甲",)]


@pytest.mark.postgresql
def test_what_never_reached_the_database_is_prepared_for_the_next_one_who_asks() -> None:
    named = statement(Agency.objects.filter(name=Slot("name", CharField())).values_list("name"), lasts=True)
    make_agency("知识产权局")
    with pytest.raises(ValueError, match="NUL"):
        named.rows({"name": "知识\0产权局"})
    assert named.rows({"name": "知识产权局"}) == [("知识产权局",)]
