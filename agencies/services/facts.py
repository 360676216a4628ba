"""What is known of agencies: the bodies, their other spellings, who came after whom."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction

from agencies.audit import record
from agencies.models import Agency, AgencyAlias, AgencySuccession, User
from agencies.rules import administers_users


@transaction.atomic
def fact_save(*, actor: User, fact: Agency | AgencyAlias | AgencySuccession) -> None:
    """Keep `fact` as it now stands, new or changed.

    Raises `PermissionDenied` for anybody who does not administer, `ValidationError` where it is wrong.
    """
    _only_administrators(actor)
    fact.full_clean()
    names = [field.name for field in fact._meta.concrete_fields if not field.primary_key]
    former = type(fact).objects.filter(pk=fact.pk).first()
    fact.save()
    before = {name: getattr(former, name) for name in names} if former else {}
    after = {name: getattr(fact, name) for name in names}
    changed = [name for name in names if not former or before[name] != after[name]]
    record(
        actor=actor,
        action="fact.change" if former else "fact.create",
        target=fact,
        before={name: before[name] for name in changed if former},
        after={name: after[name] for name in changed},
    )


@transaction.atomic
def fact_remove(*, actor: User, fact: AgencyAlias | AgencySuccession) -> None:
    """Take back a spelling or a succession that was wrong; agencies themselves are never removed."""
    _only_administrators(actor)
    record(actor=actor, action="fact.remove", target=fact, before={"name": str(fact)})
    fact.delete()


def _only_administrators(actor: User) -> None:
    if not administers_users(actor):
        raise PermissionDenied
