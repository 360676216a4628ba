"""What a process remembers between requests: for as long as nothing is written, it is the same.

Whoever is signed in comes with the number of `agencies.ticks`, which is another after every write. What was
read under one number is not used under any other, and so never too old.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.db import connection

MOST_REMEMBERED = 500
"""When there is more it begins anew."""

Value = TypeVar("Value")

_known: dict[Hashable, tuple[Any, Any]] = {}
"""By what it is: the number of the data, and what was found under it."""


def remembered(user: Any, what: Hashable, find: Callable[[], Value]) -> Value:
    """What `find` gives, perhaps from before; `user` is who asks, with the number of the data.

    In a transaction, which may have written, the number would stand still: there, as for somebody who came
    without it, it is found anew.
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
