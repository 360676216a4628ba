"""What is remembered between requests is never too old."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.test import Client

from agencies import remembering
from agencies.enums import Role
from agencies.remembering import remembered
from tests.factories import make_agency, make_plan, make_user
from tests.tasks.pages.reading import text_of


class Counter:
    """Says how often it was asked."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> int:
        self.times += 1
        return self.times


@pytest.fixture(autouse=True)
def _nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembering, "_known", {})


def under(version: int | None) -> SimpleNamespace:
    return SimpleNamespace(data_version=version)


@pytest.mark.django_db(transaction=True)
def test_it_is_found_once_for_as_long_as_the_number_is_the_same() -> None:
    find = Counter()
    assert [remembered(under(version), "x", find) for version in (1, 1, 2, 2, 1)] == [1, 1, 2, 2, 3]
    assert remembered(under(1), "y", find) == 4


@pytest.mark.django_db
def test_in_a_transaction_it_is_found_anew() -> None:
    find = Counter()
    assert [remembered(under(1), "x", find) for _ in range(2)] == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_without_a_number_it_is_found_anew() -> None:
    find = Counter()
    assert [remembered(who, "x", find) for who in (under(None), None, under(None))] == [1, 2, 3]


@pytest.mark.django_db(transaction=True)
def test_no_more_than_so_much_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembering, "MOST_REMEMBERED", 3)
    for what in range(10):
        remembered(under(1), what, Counter())
    assert len(remembering._known) <= 3


@pytest.mark.django_db(transaction=True)
def test_a_page_offers_what_is_there_now(client: Client) -> None:
    plan, agency = make_plan("2020"), make_agency("农业部")
    client.force_login(make_user(Role.VIEWER))
    for _ in range(2):
        assert ">农业部</option>" in text_of(client, "/tasks/?plan=2020")
    agency.name = "农业农村部"
    agency.save()
    plan.short_title = "新的名称"
    plan.save()
    page = text_of(client, "/tasks/?plan=2020")
    assert (">农业农村部</option>" in page, ">农业部</option>" in page) == (True, False)
    assert ">新的名称</option>" in page
    assert ">新的名称</option>" in text_of(client, "/")
