"""Refusals that services raise besides `ValidationError` (a field is wrong) and `PermissionDenied`."""

from __future__ import annotations

from typing import Any


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
