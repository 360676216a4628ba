"""The Redis cache: it caches, and a Redis that is dead or hangs costs a moment and breaks nothing."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from redis.connection import Connection

from config.cache import SECONDS_FOR_AN_ANSWER, SECONDS_OF_REST, ForgivingRedisCache, LocalCache
from tests.servers.processes import free_port

NOTHING = object()
# Everything that can be asked of a cache, and what it answers where Redis does not.
ASKED: list[tuple[Callable[[Any], Any], Any]] = [
    (lambda cache: cache.add("key", 1), False),
    (lambda cache: cache.get("key"), None),
    (lambda cache: cache.get("key", NOTHING), NOTHING),
    (lambda cache: cache.set("key", 1), None),
    (lambda cache: cache.touch("key"), False),
    (lambda cache: cache.delete("key"), False),
    (lambda cache: cache.get_many(["key", "other"]), {}),
    (lambda cache: cache.get_or_set("key", 7), 7),
    (lambda cache: cache.has_key("key"), False),
    (lambda cache: "key" in cache, False),
    (lambda cache: cache.set_many({"key": 1}), []),
    (lambda cache: cache.delete_many(["key"]), None),
    (lambda cache: cache.count("key", 60), None),
    (lambda cache: cache.clear(), False),
]


@pytest.fixture
def hanging() -> Iterator[str]:
    """The address of a server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=100) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


@pytest.fixture(params=["dead", "hanging"])
def unusable(request: pytest.FixtureRequest, hanging: str) -> str:
    return hanging if request.param == "hanging" else f"redis://127.0.0.1:{free_port()}/0"


@pytest.mark.redis
def test_it_caches(redis_url: str) -> None:
    cache = ForgivingRedisCache(redis_url, {"KEY_PREFIX": "test-it-caches"})
    assert cache.add("key", {"a": 1}, 60)
    assert cache.get("key") == {"a": 1}
    assert not cache.add("key", 2, 60)
    cache.set_many({"one": 1, "two": 2}, 60)
    assert cache.get_many(["one", "two", "three"]) == {"one": 1, "two": 2}
    assert cache.incr("one") == 2
    assert cache.touch("one", 60)
    assert cache.delete("one")
    assert not cache.has_key("one")
    cache.delete_many(["two"])
    assert cache.get("two", "gone") == "gone"
    with pytest.raises(ValueError, match="not found"):
        cache.incr("one")
    cache.clear()
    assert cache.get("key") is None


@pytest.mark.parametrize(("ask", "answer"), ASKED)
def test_without_redis_everything_is_answered_as_if_it_were_empty(
    unusable: str, ask: Callable[[Any], Any], answer: Any
) -> None:
    assert ask(ForgivingRedisCache(unusable, {})) == answer


def test_without_redis_there_is_no_number_to_raise(unusable: str) -> None:
    with pytest.raises(ValueError, match="cannot be reached"):
        ForgivingRedisCache(unusable, {}).incr("key")


def test_a_page_that_asks_for_much_waits_for_a_hanging_redis_once(hanging: str) -> None:
    cache = ForgivingRedisCache(hanging, {})
    start = time.monotonic()
    for number in range(50):
        cache.get(str(number))
    assert time.monotonic() - start < 3 * SECONDS_FOR_AN_ANSWER


def test_a_failure_is_logged_once_and_not_with_every_question(
    unusable: str, caplog: pytest.LogCaptureFixture
) -> None:
    cache = ForgivingRedisCache(unusable, {})
    cache.get("key")
    cache.get("key")
    [record] = caplog.records
    assert (record.name, record.levelname) == ("config.cache", "WARNING")


@pytest.mark.redis
def test_redis_is_asked_again_after_a_rest(redis_url: str) -> None:
    cache = ForgivingRedisCache(redis_url, {"KEY_PREFIX": "test-rest"})
    client: Any = cache._cache
    pools, client._pools = client._pools, {}
    client._servers = [f"redis://127.0.0.1:{free_port()}/0"]
    cache.set("key", 1)
    client._servers, client._pools = [redis_url], pools
    cache.set("key", 2)
    assert cache.get("key") is None, "it rests"
    client._rests_until -= SECONDS_OF_REST
    cache.set("key", 3)
    assert cache.get("key") == 3


@pytest.fixture(params=["local", pytest.param("redis", marks=pytest.mark.redis)])
def counting(request: pytest.FixtureRequest) -> LocalCache | ForgivingRedisCache:
    prefix = {"KEY_PREFIX": uuid4().hex}
    if request.param == "local":
        return LocalCache("counting", prefix)
    return ForgivingRedisCache(request.getfixturevalue("redis_url"), prefix)


def test_it_counts_each_key_for_itself(counting: LocalCache | ForgivingRedisCache) -> None:
    assert [counting.count(key, 60) for key in ("one", "one", "other", "one")] == [1, 2, 1, 3]


def test_it_forgets_what_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    counting = LocalCache("forgetting", {})
    assert [counting.count("key", 60) for _ in range(2)] == [1, 2]
    later = time.time() + 60
    monkeypatch.setattr("time.time", lambda: later)
    assert counting.count("key", 60) == 1


@pytest.mark.redis
def test_redis_forgets_it_too(redis_url: str) -> None:
    counting = ForgivingRedisCache(redis_url, {"KEY_PREFIX": uuid4().hex})
    client: Any = counting._cache.get_client()
    for _ in range(2):
        counting.count("key", 60)
        assert 0 < client.ttl(counting.make_key("key")) <= 60


def test_who_ask_at_the_same_time_are_all_counted(counting: LocalCache | ForgivingRedisCache) -> None:
    with ThreadPoolExecutor(8) as threads:
        numbers = list(threads.map(lambda _: counting.count("key", 60), range(400)))
    assert sorted(number or 0 for number in numbers) == list(range(1, 401))


@pytest.mark.redis
def test_counting_is_one_exchange_with_redis(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    counting = ForgivingRedisCache(redis_url, {"KEY_PREFIX": uuid4().hex})
    counting.count("key", 60)
    sent: list[Any] = []
    send: Any = Connection.send_packed_command

    def counted(connection: Connection, command: Any, check_health: bool = True) -> None:
        sent.append(command)
        send(connection, command, check_health)

    monkeypatch.setattr(Connection, "send_packed_command", counted)
    counting.count("key", 60)
    assert len(sent) == 1
