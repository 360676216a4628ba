"""Demo accounts are for trying things out, and open nothing where DEBUG is off."""

import pytest
from django.test import Client
from pytest_django import Settings

from agencies.enums import Role, TokenScope
from agencies.models import User
from agencies.services.tokens import token_create
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo() -> User:
    person = make_user(Role.OFFICE, username="demo")
    person.is_demo = True
    person.save()
    return person


def signs_in(client: Client) -> bool:
    client.post("/account/login/", {"username": "demo", "password": PASSWORD})
    return client.get("/my/").status_code == 200


def test_a_demo_account_signs_in_where_debug_is_on(client: Client, demo: User, settings: Settings) -> None:
    settings.DEBUG = True
    assert signs_in(client)


def test_it_does_not_where_debug_is_off(client: Client, demo: User) -> None:
    assert not signs_in(client)


def test_a_session_from_before_ends(client: Client, demo: User, settings: Settings) -> None:
    settings.DEBUG = True
    assert signs_in(client)
    settings.DEBUG = False
    assert client.get("/my/").status_code == 302


def test_a_token_from_before_is_refused(client: Client, demo: User, settings: Settings) -> None:
    _token, key = token_create(actor=demo, name="试用", lifetime_days=1, scope=TokenScope.READ)
    headers = {"Authorization": f"Token {key}"}
    assert client.get("/api/v1/plans/", headers=headers).status_code == 401
    settings.DEBUG = True
    assert client.get("/api/v1/plans/", headers=headers).status_code == 200
