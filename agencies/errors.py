"""Refusals that services raise besides `ValidationError` (a field is wrong) and `PermissionDenied`."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import BadRequest

if TYPE_CHECKING:
    from agencies.models import User


@dataclass(frozen=True)
class InForce:
    """One thing as it is now, which a decision would replace or end.

    `name` says which thing and `key` which state of it, both without blanks; `said`: that state as people
    read it, by whom and when it was decided, where that is known.
    """

    name: str
    key: str
    said: str
    by: User | None = None
    at: datetime.datetime | None = None


class WrongAddress(BadRequest):
    """What an address asks for in its parameters there cannot be; the message is for the reader."""


class Conflict(Exception):
    """What was asked no longer fits what is there: the state moved on, or somebody saved before.

    `message` is for the reader, in their language; `current` is the row as it is now, to be shown beside
    what was sent; `stale` says that the sender worked on an older version.
    """

    def __init__(self, message: str, *, current: Any = None, stale: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.current = current
        self.stale = stale
