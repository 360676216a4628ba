"""Sealing the audit: entries are hashed when written, and chained to one another afterwards.

Writers never wait for one another's hash: only the one sealer reads where the chain ends.
"""

from __future__ import annotations

import datetime
import logging

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from agencies import sealing
from agencies.commits import AfterCommit
from agencies.models import AuditEntry, AuditHead, AuditSeal

logger = logging.getLogger(__name__)

ADVISORY_LOCK = 0x6475_6261_6E
"""The number of PostgreSQL's lock that one sealer at a time holds."""

AT_ONCE = 1000
"""How many entries one transaction seals."""


class BrokenEndError(Exception):
    """The end of the chain is not as the sealer left it: nothing is sealed on top of that."""


def audit_seal(*, now: datetime.datetime, limit: int = 100_000, whole: bool = False) -> int:
    """Seal entries without a seal in the order of their keys, up to `limit`; returns how many.

    Where another sealer is at work it leaves the work to that one. `whole` looks through the entire audit,
    not only its last keys (see `AuditEntryQuerySet.unsealed`). Raises `BrokenEndError`.
    """
    sealed = 0
    while sealed < limit:
        wanted = min(AT_ONCE, limit - sealed)
        added = _seal_some(now, wanted, whole=whole)
        sealed += added
        if added < wanted:
            break
    return sealed


def seal_after_commit() -> None:
    """Seal what this transaction writes once it is kept, where no Celery does so; once a transaction.

    A failure is logged and breaks nothing: the next sealing takes up what was left.
    """
    if not settings.REDIS_URL:
        SEALING.ask()


def _seal_now() -> None:
    audit_seal(now=timezone.now())


SEALING = AfterCommit(_seal_now)


@transaction.atomic
def _seal_some(now: datetime.datetime, limit: int, *, whole: bool) -> int:
    if not _is_only_sealer():
        return 0
    entries = list(AuditEntry.objects.unsealed(whole=whole).values_list("pk", "digest")[:limit])
    if not entries:
        return 0
    number, chain = _end()
    key = sealing.seal_key()
    seals = []
    for entry_key, digest in entries:
        number += 1
        chain = sealing.next_link(chain, number=number, entry_key=entry_key, digest=digest, key=key)
        seals.append(AuditSeal(number=number, entry_key=entry_key, digest=digest, chain=chain, sealed_at=now))
    AuditSeal.objects.bulk_create(seals)
    AuditHead.objects.update_or_create(
        pk=AuditHead.ONLY,
        defaults={
            "number": number,
            "chain": chain,
            "signature": sealing.head_signature(number, chain, key=key),
            "sealed_at": now,
        },
    )
    logger.info("The audit is sealed up to %s:%s", number, chain)
    return len(seals)


def _is_only_sealer() -> bool:
    """Whether no other sealer is at work; on SQLite there is but one writer at a time anyway."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ADVISORY_LOCK])
        return bool(cursor.fetchone()[0])


def _end() -> tuple[int, str]:
    """Where the chain goes on. Raises `BrokenEndError` where somebody else has been at it."""
    head = AuditHead.objects.first()
    last = AuditSeal.objects.last()
    if head is None and last is None:
        return 0, sealing.START
    if head is None or last is None or str(head) != str(last) or not head.is_signed():
        raise BrokenEndError("The end of the audit's chain was changed. Run manage.py verify_audit.")
    return head.number, head.chain
