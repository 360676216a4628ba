"""How often somebody may call."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from agencies.api import throttling
from agencies.enums import Role, TokenScope
from agencies.models import User
from tests.api_client import ApiClient
from tests.factories import make_user
from tests.servers.processes import free_port

pytestmark = pytest.mark.django_db

MOST = {"read": 3, "write": 2, "export": 1, "search": 2, "anonymous": 2}
ASKED = {
    "read": ("GET", "agencies/"),
    "write": ("POST", "progress-reports/"),
    "export": ("GET", "tasks/?format=csv"),
    "search": ("GET", "search/?q=专利"),
}


@dataclass
class Clock:
    """What the throttles take for now."""

    now: float = 1_000_000.5

    def __call__(self) -> float:
        """The time."""
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[Clock]:
    settings.API_CALLS_A_MINUTE = MOST
    clock = Clock()
    monkeypatch.setattr(throttling, "time", clock)
    cache.clear()
    yield clock
    cache.clear()


@pytest.fixture
def person(clock: Clock) -> User:
    return make_user(Role.VIEWER)


def ask(api: ApiClient, scope: str, **headers: str) -> Any:
    method, path = ASKED[scope]
    if scope != "export":
        return api.call(method, path, {} if method == "POST" else None, headers)
    # A file is no JSON to be held against the document; read to its end it is closed.
    response: Any = api.client.get(f"/api/v1/{path}", headers={**api.headers, **headers})
    if response.streaming:
        response.getvalue()
    return response


def used_up(api: ApiClient, scope: str) -> Any:
    """Ask as often as one may, and once more; gives the last answer."""
    allowed = [ask(api, scope).status_code for _ in range(MOST[scope])]
    assert 429 not in allowed
    return ask(api, scope)


def browser(person: User) -> ApiClient:
    """Somebody signed in, without a token."""
    api = ApiClient()
    api.client.force_login(person)
    return api


def bearer(key: str) -> ApiClient:
    api = ApiClient()
    api.headers["Authorization"] = f"Token {key}"
    return api


@pytest.mark.parametrize("scope", ASKED)
def test_what_is_asked_too_often_is_a_429_and_the_rest_goes_on(person: User, scope: str) -> None:
    api = ApiClient(person)
    refused = used_up(api, scope)
    assert (refused.status_code, refused["Content-Type"]) == (429, "application/problem+json")
    assert [ask(api, other).status_code == 429 for other in ASKED if other != scope] == [False] * 3


def test_a_list_is_an_export_only_where_a_file_is_asked_for(person: User) -> None:
    api = ApiClient(person)
    assert used_up(api, "export").status_code == 429
    assert api.get("tasks/", Accept="text/csv").status_code == 429
    assert api.get("tasks/?format=json").status_code == 429
    assert api.get("tasks/").status_code == 200


def test_each_token_of_a_person_has_its_own(person: User) -> None:
    assert used_up(ApiClient(person), "read").status_code == 429
    assert ask(ApiClient(person), "read").status_code == 200
    assert ask(browser(person), "read").status_code == 200


def test_people_behind_one_address_do_not_take_from_each_other(person: User) -> None:
    assert used_up(browser(person), "read").status_code == 429
    assert ask(browser(person), "read").status_code == 429, "the same person in another browser"
    assert ask(browser(make_user(Role.VIEWER)), "read").status_code == 200


def test_nobody_is_counted_by_their_address(clock: Clock) -> None:
    api = ApiClient()
    assert [api.get("agencies/").status_code for _ in range(3)] == [401, 401, 429]
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert elsewhere.get("/api/v1/agencies/").status_code == 401


def test_wrong_tokens_are_counted_by_address_and_right_ones_pass(person: User) -> None:
    right = ApiClient(person)
    guesses = [bearer(f"guess{number}").get("agencies/").status_code for number in range(4)]
    assert guesses == [401, 401, 429, 429]
    assert ask(right, "read").status_code == 200
    assert used_up(browser(person), "read").status_code == 429, "only for the fourth"


def test_what_is_open_to_everyone_is_counted_too(clock: Clock) -> None:
    paths = ["/api/docs/", "/api/docs/", "/api/docs/", "/api/schema/"]
    answers: list[Any] = [Client().get(path) for path in paths]
    assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
    for refused in answers[2:]:
        assert refused["Content-Type"] == "application/problem+json"
        assert refused.json()["status"] == 429


def test_what_a_caller_says_of_their_address_counts_only_from_a_proxy(
    clock: Clock, settings: Settings
) -> None:
    def asked(forwarded: str) -> int:
        return int(Client().get("/api/v1/agencies/", headers={"X-Forwarded-For": forwarded}).status_code)

    assert [asked(f"192.0.2.{number}") for number in range(3)] == [401, 401, 429]
    settings.TRUST_PROXY = True
    assert [asked(f"spoofed, 192.0.2.{number}") for number in (1, 1, 1, 2)] == [401, 401, 429, 401]


def test_after_as_long_as_it_says_it_works_and_not_much_earlier(clock: Clock) -> None:
    for _ in range(5):
        api = ApiClient(make_user(Role.VIEWER))
        wait = int(used_up(api, "read")["Retry-After"])
        assert 1 <= wait <= throttling.WINDOW
        asked_at = clock.now
        clock.now = asked_at + wait - 1
        assert ask(api, "read").status_code == 429
        clock.now = asked_at + wait
        assert ask(api, "read").status_code == 200
        clock.now += 7.3


def test_callers_do_not_all_begin_anew_at_the_same_second(clock: Clock) -> None:
    waits = {used_up(ApiClient(make_user(Role.VIEWER)), "export")["Retry-After"] for _ in range(5)}
    assert len(waits) > 1


def test_it_is_said_in_the_language_of_the_caller(person: User) -> None:
    api = ApiClient(person)
    refused = used_up(api, "search")
    assert "请在" in refused.json()["detail"]
    said = ask(api, "search", Accept_Language="en").json()["detail"]
    assert said.startswith("Too many requests: at most 2 of this kind in 60 seconds.")
    assert said.endswith(f"try again in {refused['Retry-After']} seconds.")


def test_it_is_said_before_what_the_caller_may_do_is_looked_at(person: User) -> None:
    api = ApiClient(person, TokenScope.READ)
    assert [ask(api, "write").status_code for _ in range(3)] == [403, 403, 429]


def test_without_a_number_there_is_no_bound(clock: Clock, settings: Settings) -> None:
    settings.API_CALLS_A_MINUTE = {"read": 0}
    api = ApiClient(make_user(Role.VIEWER))
    assert {ask(api, "read").status_code for _ in range(5)} == {200}


def test_while_the_cache_is_away_nobody_is_refused(person: User, settings: Settings) -> None:
    dead = f"redis://127.0.0.1:{free_port()}/0"
    settings.CACHES = {"default": {"BACKEND": "config.cache.ForgivingRedisCache", "LOCATION": dead}}
    api = ApiClient(person)
    assert {ask(api, "read").status_code for _ in range(5)} == {200}


@pytest.mark.redis
def test_redis_counts_for_all_processes_together(person: User, settings: Settings, redis_url: str) -> None:
    settings.CACHES = {"default": {"BACKEND": "config.cache.ForgivingRedisCache", "LOCATION": redis_url}}
    refused = used_up(ApiClient(person), "read")
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) >= 1
