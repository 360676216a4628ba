"""How often somebody may call: so that one script does not take the site from all others.

Who calls is their token, else the person signed in, and only where that is nobody the address: a whole agency
sits behind one address, and a neighbour's wrong token must not keep out those whose token is right.
"""

from __future__ import annotations

from enum import StrEnum
from http import HTTPStatus
from time import time
from typing import Protocol, cast
from zlib import crc32

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, AuthenticationFailed
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from agencies.api.permissions import writes
from agencies.models import ApiToken

WINDOW = 60
"""The seconds of a window. In each everybody begins anew; whose begins when differs from caller to caller."""


class ThrottleScope(StrEnum):
    """What is counted apart; `settings.API_CALLS_A_MINUTE` says how much of it anybody has in a window."""

    READ = "read"
    WRITE = "write"
    EXPORT = "export"
    SEARCH = "search"
    ANONYMOUS = "anonymous"


class CountingCache(Protocol):
    """What is asked of the cache (`config.cache`)."""

    def count(self, key: str, seconds: int) -> int | None:
        """How often it was asked of `key`, now included; None where that cannot be said.

        Forgotten `seconds` after the first time.
        """


class TooManyRequests(APIException):
    """429: `wait` is after how many seconds the next one is answered."""

    status_code = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, *, most: int, wait: int) -> None:
        self.wait = wait
        said = _(
            "Too many requests: at most %(most)d of this kind in %(window)d seconds. "
            "Nothing was done; try again in %(wait)d seconds."
        )
        super().__init__(said % {"most": most, "window": WINDOW, "wait": wait})


class Throttled(APIView):
    """Counts what is asked of it as soon as it is known who asks, before what they may do is looked at.

    `reads` is the scope of what it is asked to read.
    """

    reads = ThrottleScope.READ

    def perform_authentication(self, request: Request) -> None:
        """Raises `TooManyRequests` (429), for those who are let in and for those who are not."""
        try:
            super().perform_authentication(request)
        except AuthenticationFailed:
            count(ThrottleScope.ANONYMOUS, _address(request))
            raise
        if request.user.is_authenticated:
            count(self.counted_as(request), _caller(request))
        else:
            count(ThrottleScope.ANONYMOUS, _address(request))

    def counted_as(self, request: Request) -> ThrottleScope:
        """What this request is."""
        return ThrottleScope.WRITE if writes(request, self) else self.reads


def count(scope: ThrottleScope, caller: str) -> None:
    """Count one request of `caller`; raises `TooManyRequests` (429) where that is one too many.

    Where the cache is away nobody is counted: how much a process takes on at once is bounded anyway.
    """
    most: int = settings.API_CALLS_A_MINUTE.get(scope, 0)
    if not most:
        return
    number, passed = divmod(int(time()) + crc32(caller.encode()), WINDOW)
    counted = cast(CountingCache, cache).count(f"calls:{scope}:{caller}:{number}", 2 * WINDOW)
    if counted is not None and counted > most:
        raise TooManyRequests(most=most, wait=WINDOW - passed)


def _caller(request: Request) -> str:
    token = request.auth
    return f"token:{token.pk}" if isinstance(token, ApiToken) else f"user:{request.user.pk}"


def _address(request: Request) -> str:
    return f"address:{BaseThrottle().get_ident(request)}"
