"""Where a change comes from: kept beside the work so that every audit entry can say it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse


@dataclass(frozen=True)
class Origin:
    """The door a change came through and its address.

    The doors are `browser`, `api`, `admin`, `command` and `job`; `demo` is what was made up to be looked at.
    """

    channel: str
    address: str = ""


_origin: ContextVar[Origin] = ContextVar("origin", default=Origin("command"))


def current_origin() -> Origin:
    """The origin of what is being done now."""
    return _origin.get()


@contextmanager
def origin(channel: str, address: str = "") -> Iterator[None]:
    """Say that what is done inside comes from `channel`."""
    token = _origin.set(Origin(channel, address))
    try:
        yield
    finally:
        _origin.reset(token)


class AuditOriginMiddleware:
    """Says of every request which door it came through and from which address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request with the audit knowing where it came from."""
        first = request.path.lstrip("/").partition("/")[0]
        channel = first if first in {"api", "admin"} else "browser"
        with origin(channel, request.META.get("REMOTE_ADDR", "")):
            return self.get_response(request)
