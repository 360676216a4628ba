"""A cache in the memory of one process, valid for as long as nothing is written to the database.

A signed-in user is loaded with the version of the data (`agencies.ticks`). What was found under one version
is used under no other, so it is never out of date.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.db import connection

MOST_REMEMBERED = 500
"""The most entries; when there are more, all are forgotten."""

Value = TypeVar("Value")

_known: dict[Hashable, tuple[Any, Any]] = {}
"""From the key of an entry to the version of the data and what was found under it."""


def remembered(user: Any, what: Hashable, find: Callable[[], Value]) -> Value:
    """The result of `find`, or that of an earlier call with the same key `what` and version of the data.

    `user` carries the version; for one without it nothing is remembered, nor inside a transaction, whose own
    writes the version does not show.
    """
    version = getattr(user, "data_version", None)
    if version is None or connection.in_atomic_block:
        return find()
    under, found = _known.get(what, (None, None))
    if under != version:
        found = find()
        if len(_known) >= MOST_REMEMBERED:
            _known.clear()
        _known[what] = version, found
    value: Value = found
    return value
