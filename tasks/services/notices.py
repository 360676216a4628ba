"""Notices: written with the change they tell of, sent afterwards from the rows themselves."""

from __future__ import annotations

import datetime
import logging
import time
from collections import Counter
from collections.abc import Iterable
from enum import Enum, auto
from smtplib import SMTPDataError, SMTPNotSupportedError, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation

from agencies.commits import AfterCommit
from agencies.models import User
from tasks.enums import MailState, NoticeKind, ReviewDecision, RoundStep
from tasks.models import MailChoice, Notice, ProgressReport, ReportingRound, Review
from tasks.models.notices import NoticeQuerySet
from tasks.notifications import Message
from tasks.summaries.digests import digests

logger = logging.getLogger(__name__)

RETRY = datetime.timedelta(minutes=1)
"""How long to wait after the first failure; each further one waits twice as long."""

LONGEST_WAIT = datetime.timedelta(hours=6)

REFUSED = (SMTPRecipientsRefused, SMTPDataError, SMTPNotSupportedError, ValueError)
"""What is wrong with one address or one letter; every other failure is the server's."""

ALWAYS_MAILED = frozenset({NoticeKind.CHASED})
"""What nobody can decline: the office reminds formally, and asks for an acknowledgement."""

Unwanted = frozenset[tuple[int, str]]
"""Pairs of a person and a kind of notice that they do not want by mail."""


class Outcome(Enum):
    """What became of one mail; `NOT_NEEDED`: its reader is gone, or has no address any more."""

    SENT = auto()
    NOT_NEEDED = auto()
    REFUSED = auto()
    NO_SERVER = auto()


def notices_add(messages: Iterable[Message]) -> None:
    """Write the outbox rows. Without Celery they are sent in this process, after the transaction."""
    now, told = timezone.now(), list(messages)
    unwanted = mail_unwanted((message.recipient for message in told), {message.kind for message in told})
    Notice.objects.bulk_create(
        [notice_of(message, now, mail_state(message.recipient, message.kind, unwanted)) for message in told],
        ignore_conflicts=True,
    )
    if not settings.REDIS_URL:
        DISPATCHING.ask()


def _dispatch_now() -> None:
    notices_dispatch(now=timezone.now())


DISPATCHING = AfterCommit(_dispatch_now)


def mail_unwanted(people: Iterable[User], kinds: Iterable[NoticeKind]) -> Unwanted:
    """Which of `people` do not want which of `kinds` by mail; one query."""
    choices = MailChoice.objects.filter(user__in={person.pk for person in people}, kind__in=set(kinds))
    return frozenset(choices.values_list("user_id", "kind"))


def mail_state(person: User, kind: NoticeKind, unwanted: Unwanted) -> MailState:
    """Whether a notice of that kind goes to this person by mail."""
    if (person.pk, kind) in unwanted and kind not in ALWAYS_MAILED:
        return MailState.NOT_WANTED
    return MailState.PENDING if person.email else MailState.NO_ADDRESS


def notice_of(
    message: Message, now: datetime.datetime, state: MailState, *, digest: Notice | None = None
) -> Notice:
    """The row of a message, not kept yet."""
    return Notice(
        recipient=message.recipient,
        kind=message.kind,
        key=message.key,
        report=message.report,
        round=message.round,
        task=message.task,
        chase=message.chase,
        agency=message.agency,
        due_on=message.due_on,
        text=message.text,
        digest=digest,
        created_at=now,
        next_attempt_at=now,
        mail_state=state,
    )


@transaction.atomic
def notices_mark_read(*, actor: User, notices: NoticeQuerySet) -> int:
    """Mark the actor's own unread notices among `notices` as read; returns how many."""
    return notices_settle(notices.visible_to(actor))


def notices_settle(notices: NoticeQuerySet) -> int:
    """Take the unread ones of `notices` as read, whoever they were told: what they asked for is done.

    Call it with what they are about locked, in the transaction that does it.
    """
    unread = notices_locked(notices.unread())
    return Notice.objects.filter(pk__in=unread).update(read_at=timezone.now()) if unread else 0


def notices_locked(notices: NoticeQuerySet) -> list[int]:
    """The keys of `notices`, locked in their order, so that two who settle many never wait in a ring."""
    return list(notices.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))


def notices_dispatch(*, now: datetime.datetime, limit: int = 200) -> int:
    """Send what is due, at most `limit` of it; returns how many mails went out.

    A row is claimed before it is sent, so that two senders never take the same one; the claim of a sender
    that dies runs out. A mail refused for its address is tried again later and holds up no other. A server
    that does not answer ends this run.
    """
    started = time.monotonic()
    outcomes: Counter[Outcome] = Counter()
    while outcomes.total() < limit and not outcomes[Outcome.NO_SERVER]:
        # Each claim runs from the moment it is made, however long the mails before it took.
        notice = _claim(now + datetime.timedelta(seconds=time.monotonic() - started))
        if notice is None:
            break
        outcomes[_send(notice)] += 1
    return outcomes[Outcome.SENT]


@transaction.atomic
def _claim(now: datetime.datetime) -> Notice | None:
    notice = (
        Notice.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("recipient", *Notice.ABOUT)
        .filter(Q(next_attempt_at=None) | Q(next_attempt_at__lte=now), mail_state=MailState.PENDING)
        .order_by("pk")
        .first()
    )
    if notice is not None:
        notice.attempts += 1
        notice.next_attempt_at = now + settings.NOTICE_CLAIM
        notice.save(update_fields=["attempts", "next_attempt_at"])
    return notice


def _send(notice: Notice) -> Outcome:
    recipient = notice.recipient
    if not (recipient.is_active and recipient.email):
        _settle(notice, MailState.NO_ADDRESS)
        return Outcome.NOT_NEEDED
    subject, body = _letter(notice)
    try:
        send_mail(subject, body, None, [recipient.email])
    except REFUSED as error:
        _postpone(notice, error)
        return Outcome.REFUSED
    except OSError as error:
        _postpone(notice, error)
        return Outcome.NO_SERVER
    _settle(notice, MailState.SENT, timezone.now())
    return Outcome.SENT


def _settle(notice: Notice, state: MailState, sent_at: datetime.datetime | None = None) -> None:
    Notice.objects.filter(pk=notice.pk).update(mail_state=state, sent_at=sent_at, last_error="")


def _postpone(notice: Notice, error: Exception) -> None:
    logger.warning("Notice %s was not sent: %s", notice.pk, error)
    wait = min(RETRY * 2 ** min(notice.attempts - 1, 10), LONGEST_WAIT)
    notice.next_attempt_at = timezone.now() + wait
    notice.last_error = str(error)[:300]
    notice.save(update_fields=["next_attempt_at", "last_error"])


def _letter(notice: Notice) -> tuple[str, str]:
    """Subject and text, in Chinese; of a report only what its reader may see now, however late it goes."""
    report, reader = notice.report, notice.recipient
    reports = ProgressReport.objects.visible_to(reader, opinions_on=timezone.localdate())
    context = {
        "notice": notice,
        "about": _about(notice),
        "report": report,
        "shows_values": report is not None and reports.filter(pk=report.pk).exists(),
        "review": _review(notice),
        "tasks": "、".join(map(str, notice.chase.tasks.all())) if notice.chase else "",
        "due_on": _due_on(notice),
        "digest": digests([notice]).get(notice.pk),
        "site_url": settings.SITE_URL,
    }
    template = "digest" if notice.kind == NoticeKind.DIGEST else "notice"
    with translation.override(settings.LANGUAGE_CODE):
        subject = render_to_string(f"tasks/mail/{template}_subject.txt", context)
        return " ".join(subject.split()), render_to_string(f"tasks/mail/{template}.txt", context)


def _about(notice: Notice) -> str:
    """What the subject names: a task, or a round."""
    task = notice.report.task if notice.report else notice.task
    return task.reference if task else str(_round(notice) or "")


def _round(notice: Notice) -> ReportingRound | None:
    """The round that a letter is about, also by a reminder."""
    return notice.chase.round if notice.chase else notice.round


def _review(notice: Notice) -> Review | None:
    """The decision that a letter about a report tells: why it was returned, else what gave it its values."""
    if notice.report is None:
        return None
    reviews = Review.objects.visible_to(notice.recipient).filter(report=notice.report)
    if notice.kind == NoticeKind.REPORT_RETURNED:
        return reviews.filter(decision=ReviewDecision.RETURN).first()
    return reviews.settling().first()


def _due_on(notice: Notice) -> datetime.date | None:
    """The day by which a round asks for reports, as decided by now; none once it is closed."""
    asking = _round(notice)
    latest = asking.decisions_by(timezone.localdate()).first() if asking else None
    return latest.due_on if latest and latest.step != RoundStep.CLOSE else None
