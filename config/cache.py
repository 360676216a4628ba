"""Caches that also count. No page ever fails for Redis: without it nothing is cached, and that is all."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, partial
from typing import Any, TypeVar

from django.core.cache.backends import locmem, redis
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

SECONDS_FOR_AN_ANSWER = 0.25
"""What one request can lose to a Redis that does not answer, to connect and to be asked each."""

SECONDS_OF_REST = 5
"""How long Redis is left alone after a failure, so that a page that asks for much waits only once."""

COUNT = """
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return count
"""
"""Counts and forgets in one, so that no key stays for ever."""

Answer = TypeVar("Answer")


class LocalCache(locmem.LocMemCache):
    """The memory of a process, which counts for itself."""

    def count(self, key: str, seconds: int) -> int:
        """How often it was asked of `key`, now included; forgotten `seconds` after the first time."""
        self.add(key, 0, seconds)
        return self.incr(key)


class ForgivingClient(redis.RedisCacheClient):
    """Django's client, which holds what cannot be read for not there and what cannot be written for lost."""

    def __init__(self, servers: list[str], **options: Any) -> None:
        """`options` go to the connections."""
        limits = {"socket_connect_timeout": SECONDS_FOR_AN_ANSWER, "socket_timeout": SECONDS_FOR_AN_ANSWER}
        super().__init__(servers, **{**limits, **options})
        self._rests_until = 0.0

    def add(self, key: Any, value: Any, timeout: Any) -> bool:
        """Whether the value was stored because there was none."""
        return self._tried(partial(super().add, key, value, timeout), instead=False)

    def get(self, key: Any, default: Any) -> Any:
        """The value, or `default`."""
        return self._tried(partial(super().get, key, default), instead=default)

    def set(self, key: Any, value: Any, timeout: Any) -> None:
        """Store a value."""
        self._tried(partial(super().set, key, value, timeout), instead=None)

    def touch(self, key: Any, timeout: Any) -> bool:
        """Let a value live longer."""
        return self._tried(partial(super().touch, key, timeout), instead=False)

    def delete(self, key: Any) -> bool:
        """Whether there was a value to delete."""
        return self._tried(partial(super().delete, key), instead=False)

    def get_many(self, keys: Iterable[Any]) -> dict[Any, Any]:
        """The values that are there."""
        return self._tried(partial(super().get_many, keys), instead={})

    def has_key(self, key: Any) -> bool:
        """Whether there is a value."""
        return self._tried(partial(super().has_key, key), instead=False)

    def incr(self, key: Any, delta: int) -> Any:
        """The number, `delta` higher.

        Raises:
            ValueError: there is none, which is what Django asks for, or it cannot be reached.
        """
        number = self._tried(partial(super().incr, key, delta), instead=None)
        if number is None:
            raise ValueError(f"Key {key!r} cannot be reached.")
        return number

    def count(self, key: Any, seconds: int) -> int | None:
        """How often it was asked of `key`, now included; None where that cannot be said. One exchange."""
        return self._tried(lambda: int(self._counting(keys=[key], args=[seconds])), instead=None)

    @cached_property
    def _counting(self) -> Any:
        return self.get_client(write=True).register_script(COUNT)

    def set_many(self, data: Mapping[Any, Any], timeout: Any) -> None:
        """Store several values."""
        self._tried(partial(super().set_many, data, timeout), instead=None)

    def delete_many(self, keys: Iterable[Any]) -> None:
        """Delete several values."""
        self._tried(partial(super().delete_many, keys), instead=None)

    def clear(self) -> bool:
        """Whether everything could be deleted."""
        return self._tried(super().clear, instead=False)

    def _tried(self, ask: Callable[[], Answer], *, instead: Answer) -> Answer:
        if time.monotonic() < self._rests_until:
            return instead
        try:
            return ask()
        except RedisError as error:
            logger.warning("Nothing is cached for %s seconds: %s", SECONDS_OF_REST, error)
            self._rests_until = time.monotonic() + SECONDS_OF_REST
            return instead


class ForgivingRedisCache(redis.RedisCache):
    """`django.core.cache.backends.redis.RedisCache` with that client."""

    def __init__(self, server: str | list[str], params: dict[str, Any]) -> None:
        """As in Django."""
        super().__init__(server, params)
        self._class = ForgivingClient

    def count(self, key: str, seconds: int) -> int | None:
        """As in the memory of a process, for all processes together; None where Redis does not say it."""
        client: Any = self._cache
        counted: int | None = client.count(self.make_and_validate_key(key), seconds)
        return counted
