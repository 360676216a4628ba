"""Writing the audit: called by every service, inside the transaction of the change it records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone

from agencies.models import AuditEntry, User
from agencies.origin import current_origin
from agencies.services.seals import seal_after_commit

_encoder = DjangoJSONEncoder()


def plain(values: Mapping[str, object]) -> dict[str, Any]:
    """`values` as JSON can hold them: dates as ISO strings, rows as their text."""
    return {key: _plain_value(value) for key, value in values.items()}


def _plain_value(value: object) -> object:
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, (list, tuple)):
        return [_plain_value(item) for item in value]
    if isinstance(value, Mapping):
        return plain(value)
    if isinstance(value, models.Model):
        return str(value)
    return _encoder.default(value)


def record(
    *,
    actor: User | None,
    action: str,
    target: models.Model,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> AuditEntry:
    """Add one entry; `before` and `after` hold only what changed. `actor` None is the system itself.

    Raises `TransactionManagementError` outside a transaction: an entry may not outlive a change that
    was rolled back, nor a change be kept without its entry.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("An audit entry is written with its change.")
    origin = current_origin()
    entry = AuditEntry(
        at=timezone.now(),
        actor=actor,
        action=action,
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        target_label=str(target)[:300],
        before=plain(before or {}),
        after=plain(after or {}),
        channel=origin.channel,
        address=origin.address,
    )
    entry.digest = entry.content_digest()
    entry.save(force_insert=True)
    seal_after_commit()
    return entry
