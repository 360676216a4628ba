"""Answers that are kept for a while, so that a request that is sent again does nothing again."""

from __future__ import annotations

import datetime
from hashlib import sha256

from django.conf import settings
from django.db import connection
from django.utils import timezone

from agencies.models import IdempotentAnswer, User


def answer_reserve(*, user: User, key: str) -> bool:
    """Whether nobody else is just answering this key of `user`; nobody will until the transaction ends.

    PostgreSQL says so at once, by an advisory lock. On SQLite the transaction itself has waited for the
    other one, since only one at a time writes.
    """
    if connection.vendor != "postgresql":
        return True
    digest = sha256(f"{IdempotentAnswer._meta.db_table} {user.pk} {key}".encode()).digest()
    with connection.cursor() as cursor:
        number = int.from_bytes(digest[:8], "big", signed=True)
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        [(reserved,)] = cursor.fetchall()
    return bool(reserved)


def answer_kept(*, user: User, key: str) -> IdempotentAnswer | None:
    """What was answered to this key of `user`, if anything was and it has not been swept since."""
    return IdempotentAnswer.objects.filter(user=user, key=key).first()


def answer_keep(
    *, user: User, key: str, fingerprint: str, status: int, headers: dict[str, str], body: bytes
) -> None:
    """Keep an answer in the transaction of the write that it is about."""
    IdempotentAnswer.objects.create(
        user=user,
        key=key,
        fingerprint=fingerprint,
        status=status,
        headers=headers,
        body=body,
        created_at=timezone.now(),
    )


def answers_sweep(*, now: datetime.datetime) -> int:
    """Forget what was answered longer ago than `IDEMPOTENCY_KEPT`; returns how many answers that were."""
    forgotten, _by_model = IdempotentAnswer.objects.filter(
        created_at__lt=now - settings.IDEMPOTENCY_KEPT
    ).delete()
    return forgotten
