"""The arithmetic of the audit's seal: what is hashed, in which form, and how one seal leads to the next.

Everything is an HMAC-SHA256 with a key that is not in the database: somebody with a database shell can change
rows, but cannot make the hashes that belong to them.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Protocol

from django.conf import settings

START = "0" * 64
"""What the first seal is chained to."""


class Entry(Protocol):
    """What an audit entry says; its key is bound by the seal."""

    at: datetime.datetime
    actor_id: int | None
    action: str
    target_type: str
    target_id: str
    target_label: str
    before: Any
    after: Any
    channel: str
    address: str


def seal_key() -> str:
    """The key of every hash: `AUDIT_SEAL_KEY`, or `SECRET_KEY` where that is not set."""
    return str(settings.AUDIT_SEAL_KEY or settings.SECRET_KEY)


def canonical(content: object) -> bytes:
    """`content` in the one form that is hashed, the same before and after a stay in either database.

    JSON without spaces, keys in order of their characters, everything beyond ASCII escaped (so the bytes
    are UTF-8 too). PostgreSQL keeps numbers by their value, not by their spelling, and gives 1e16 back as a
    whole number: so a whole number is written without point and exponent, whatever it came as.
    """
    return json.dumps(
        _by_value(content), sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
    ).encode()


def _by_value(value: object) -> object:
    if isinstance(value, float):
        exact = Decimal(repr(value))
        whole = exact.is_finite() and exact == exact.to_integral_value()
        return int(exact) if whole else value
    if isinstance(value, (list, tuple)):
        return [_by_value(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _by_value(item) for key, item in value.items()}
    return value


def entry_digest(entry: Entry, *, key: str) -> str:
    """The hash of what `entry` says: 64 hexadecimal digits."""
    content = {
        "at": entry.at.astimezone(datetime.UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor_id,
        "action": entry.action,
        "target_type": entry.target_type,
        "target_id": entry.target_id,
        "target_label": entry.target_label,
        "before": entry.before,
        "after": entry.after,
        "channel": entry.channel,
        "address": entry.address,
    }
    return _sign(key, "entry", content)


def next_link(previous: str, *, number: int, entry_key: int, digest: str, key: str) -> str:
    """The chain's hash at seal `number`, from the hash before it and the entry that is sealed."""
    return _sign(key, "seal", [previous, number, entry_key, digest])


def head_signature(number: int, chain: str, *, key: str) -> str:
    """What proves that the chain once ended at `number` with `chain`."""
    return _sign(key, "head", [number, chain])


def same(one: str, other: str) -> bool:
    """Whether two hashes are equal, without telling by the time taken where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())


def _sign(key: str, purpose: str, content: object) -> str:
    return hmac.new(key.encode(), canonical([purpose, content]), hashlib.sha256).hexdigest()
