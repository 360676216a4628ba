"""Reminders: what is due is told in one digest a person and day, each stage of a date once."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from agencies.models import User
from plans.clock import start_of
from tasks.enums import MailState, NoticeKind
from tasks.ladder import reminders_on
from tasks.models import Notice
from tasks.notifications import Message
from tasks.services.notices import mail_state, mail_unwanted, notice_of
from tasks.workdays import is_working_day, working_day_on_or_after

BATCH = 200
"""How many people are told in one transaction, all of them or, if it is killed, none."""

MORNING = datetime.timedelta(hours=8)
"""When the digest of a later day goes out."""

ONE_DAY = datetime.timedelta(days=1)


def reminders_send(*, day: datetime.date) -> int:
    """Tell everyone what is due on `day`; returns how many things were told that had not been before.

    Does nothing on a day off. It may run again, or twice at once: nothing is told twice, and what a run that
    died left untold is told by the next.
    """
    if not is_working_day(day):
        return 0
    told: dict[int, list[Message]] = defaultdict(list)
    for message in reminders_on(day):
        told[message.recipient.pk].append(message)
    people = sorted(told)
    batches = [people[start : start + BATCH] for start in range(0, len(people), BATCH)]
    return sum(_tell({person: told[person] for person in batch}, day) for batch in batches)


@transaction.atomic
def _tell(told: Mapping[int, Sequence[Message]], day: datetime.date) -> int:
    # Another run waits here and then finds told what this one told.
    people = User.objects.select_for_update(no_key=True).filter(pk__in=told, is_active=True)
    recipients = list(people.order_by("pk"))
    keys = {message.key for messages in told.values() for message in messages}
    known = Notice.objects.filter(recipient__in=recipients, key__in=keys)
    before = set(known.values_list("recipient_id", "key"))
    new = {
        person: [message for message in told[person.pk] if (person.pk, message.key) not in before]
        for person in recipients
    }
    now = timezone.now()
    letters = _letters([person for person, messages in new.items() if messages], day, at=now)
    items = [
        notice_of(message, now, MailState.IN_DIGEST, digest=letters[person.pk])
        for person, messages in new.items()
        for message in messages
    ]
    Notice.objects.bulk_create(items)
    return len(items)


def _letters(people: Sequence[User], day: datetime.date, *, at: datetime.datetime) -> dict[int, Notice]:
    """Each person's digest that has not gone out: of `day`, mailed `at`, else of the next working day."""
    if not people:
        return {}
    key = f"digest:{day}"
    there = {
        notice.recipient_id: notice
        for notice in Notice.objects.select_for_update().filter(recipient__in=people, key=key)
    }
    found = {person: notice for person, notice in there.items() if _takes_more(notice)}
    unwanted = mail_unwanted(people, [NoticeKind.DIGEST])
    made = [
        Notice(
            recipient=person,
            kind=NoticeKind.DIGEST,
            key=key,
            due_on=day,
            created_at=timezone.now(),
            next_attempt_at=at,
            mail_state=mail_state(person, NoticeKind.DIGEST, unwanted),
        )
        for person in people
        if person.pk not in there
    ]
    Notice.objects.bulk_create(made)
    late = [person for person in people if person.pk in there and person.pk not in found]
    later = working_day_on_or_after(day + ONE_DAY)
    return {
        **found,
        **{notice.recipient_id: notice for notice in made},
        **_letters(late, later, at=start_of(later) + MORNING),
    }


def _takes_more(digest: Notice) -> bool:
    """Whether reminders can be added: no sender has claimed it, or it is not mailed at all."""
    return digest.mail_state != MailState.SENT and digest.attempts == 0
