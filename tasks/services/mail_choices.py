"""What a person wants by mail; in the app everything comes."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from agencies.audit import record
from agencies.models import User
from tasks.enums import NoticeKind
from tasks.models import MailChoice
from tasks.services.notices import ALWAYS_MAILED

IN_DIGESTS = frozenset(
    {NoticeKind.DUE_AHEAD, NoticeKind.OVERDUE, NoticeKind.ESCALATED, NoticeKind.CALENDAR_UNKNOWN}
)
"""What is mailed as part of a digest, and chosen or declined with it."""

CHOOSABLE = tuple(kind for kind in NoticeKind if kind not in ALWAYS_MAILED | IN_DIGESTS)
"""What everyone chooses for themselves."""


def kinds_wanted(user: User) -> list[NoticeKind]:
    """What comes to this person by mail, of what can be chosen: everything until they say otherwise."""
    declined = set(user.mail_choices.values_list("kind", flat=True))
    return [kind for kind in CHOOSABLE if kind not in declined]


@transaction.atomic
def mail_choices_set(*, actor: User, wanted: Collection[NoticeKind]) -> None:
    """Keep which of the `CHOOSABLE` kinds the actor wants by mail. What waits in the outbox still goes."""
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    before = set(kinds_wanted(actor))
    declined = [kind for kind in CHOOSABLE if kind not in wanted]
    if before == set(CHOOSABLE) - set(declined):
        return
    actor.mail_choices.exclude(kind__in=declined).delete()
    new = [MailChoice(user=actor, kind=kind) for kind in declined if kind in before]
    MailChoice.objects.bulk_create(new)
    record(
        actor=actor,
        action="mail.choose",
        target=actor,
        before={"declined": [kind for kind in CHOOSABLE if kind not in before]},
        after={"declined": declined},
    )
