"""Whose address is counted, locked and written down."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from agencies.models import AccountSession, AuditEntry
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db

PROXY = "10.0.0.1"


def sign_in(forwarded: str, password: str = PASSWORD) -> int:
    """The status of the answer to somebody of that `X-Forwarded-For`, behind the proxy."""
    client = Client(REMOTE_ADDR=PROXY, headers={"X-Forwarded-For": forwarded})
    fields = {"username": "li", "password": password}
    return client.post(reverse("agencies:login"), fields).status_code


@pytest.fixture
def behind_proxy(settings: Settings) -> None:
    settings.TRUST_PROXY = True


@pytest.mark.usefixtures("behind_proxy")
def test_a_stranger_behind_the_same_proxy_locks_nobody_out() -> None:
    make_user(username="li")

    assert [sign_in("203.0.113.6", "wrong") for _ in range(5)][-1] == 429
    assert sign_in("203.0.113.6") == 429
    assert sign_in("192.0.2.9") == 302


@pytest.mark.usefixtures("behind_proxy")
def test_whoever_guesses_does_not_begin_anew_by_naming_other_addresses() -> None:
    make_user(username="li")

    assert [sign_in(f"192.0.2.{number}, 203.0.113.6", "wrong") for number in range(5)][-1] == 429


@pytest.mark.usefixtures("behind_proxy")
@pytest.mark.parametrize("seen", ["192.0.2.9", "2001:db8::9"])
def test_sessions_and_the_audit_say_where_somebody_came_from(seen: str) -> None:
    make_user(username="li")

    sign_in(f"8.8.8.8, {seen}")

    assert AccountSession.objects.get().address == seen
    assert AuditEntry.objects.get(action="user.sign_in").address == seen


@pytest.mark.usefixtures("behind_proxy")
@pytest.mark.parametrize("named", ["", "unknown", "192.0.2.9:80", "fe80::1%eth0", "<script>"])
def test_what_is_no_address_is_not_believed(named: str) -> None:
    make_user(username="li")

    assert [sign_in(named, "wrong") for _ in range(2)] == [200, 200]
    sign_in(named)

    assert AccountSession.objects.get().address == PROXY


def test_without_a_proxy_nobody_says_who_they_are() -> None:
    make_user(username="li")

    sign_in("192.0.2.9")

    assert AccountSession.objects.get().address == PROXY
