"""What is known of agencies: the bodies, their other spellings, who came after whom."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.models import Agency, AgencyAlias, AgencySuccession, User
from agencies.rules import administers_users
from agencies.search import agencies_index


@transaction.atomic
def fact_save(*, actor: User, fact: Agency | AgencyAlias | AgencySuccession) -> None:
    """Keep `fact` as it now stands, new or changed; loading the reference again then leaves it alone.

    Raises `PermissionDenied` for anybody who does not administer, `ValidationError` where it is wrong.
    """
    _only_administrators(actor)
    names = [
        field.name
        for field in fact._meta.concrete_fields
        if not field.primary_key and field.name != "recorded_at"
    ]
    former = type(fact).objects.select_for_update(no_key=True).filter(pk=fact.pk).first()
    before = {name: getattr(former, name) for name in names} if former else {}
    changed = [name for name in names if not former or before[name] != getattr(fact, name)]
    if not changed:
        return
    fact.set_by_office = True
    if isinstance(fact, AgencySuccession):
        _recorded(fact, former, timezone.now())
    fact.full_clean()
    fact.save()
    agencies_index(_renamed(fact, former))
    record(
        actor=actor,
        action="fact.change" if former else "fact.create",
        target=fact,
        before={name: before[name] for name in changed if former},
        after={name: getattr(fact, name) for name in changed},
    )


@transaction.atomic
def fact_remove(*, actor: User, fact: AgencyAlias | AgencySuccession) -> None:
    """Take back a spelling or a succession that an administrator set; agencies are never removed.

    Raises `ValidationError` for one of the reference, which would only come back with the next loading.
    """
    _only_administrators(actor)
    if not fact.set_by_office:
        raise ValidationError(
            _("“%(fact)s” comes from the reference file. Correct it there and load the plans again.")
            % {"fact": fact}
        )
    record(actor=actor, action="fact.remove", target=fact, before={"name": str(fact)})
    if isinstance(fact, AgencySuccession):
        AgencySuccession.objects.select_for_update(no_key=True).get(pk=fact.pk).keep(timezone.now())
    renamed = _renamed(fact)
    fact.delete()
    agencies_index(renamed)


def _recorded(fact: AgencySuccession, former: Any, now: datetime.datetime) -> None:
    """Past days are shown by what was known then: what the row said is kept, and what it says begins now."""
    if former is not None:
        former.keep(now)
    fact.recorded_at = now


def _renamed(*facts: Agency | AgencyAlias | AgencySuccession | None) -> set[int]:
    """The keys of the agencies whose names those facts are or were."""
    agencies = {fact.pk for fact in facts if isinstance(fact, Agency)}
    return agencies | {fact.agency_id for fact in facts if isinstance(fact, AgencyAlias)}


def _only_administrators(actor: User) -> None:
    if not administers_users(actor):
        raise PermissionDenied
