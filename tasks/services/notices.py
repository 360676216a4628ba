"""Notices: written with the change they tell of, sent afterwards from the rows themselves."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from agencies.commits import AfterCommit
from agencies.models import User
from agencies.services.mailing import Letter, Outbox
from tasks.enums import MailState, NoticeKind, ReviewDecision, RoundStep
from tasks.models import MailChoice, Notice, ProgressReport, ReportingRound, Review
from tasks.models.notices import NoticeQuerySet
from tasks.notifications import Message
from tasks.summaries.digests import digests

LONGEST_WAIT = datetime.timedelta(hours=6)

ALWAYS_MAILED = frozenset({NoticeKind.CHASED})
"""What nobody can decline: the office reminds formally, and asks for an acknowledgement."""

Unwanted = frozenset[tuple[int, str]]
"""Pairs of a person and a kind of notice that they do not want by mail."""


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
    """Send what is due, at most `limit` of it; returns how many mails went out."""
    return OUTBOX.dispatch(now=now, limit=limit)


def _waiting() -> NoticeQuerySet:
    return Notice.objects.select_related("recipient", *Notice.ABOUT).filter(mail_state=MailState.PENDING)


def _settle(notice: Notice, letter: Letter | None) -> None:
    Notice.objects.filter(pk=notice.pk).update(
        mail_state=MailState.SENT if letter else MailState.NO_ADDRESS,
        sent_at=timezone.now() if letter else None,
        last_error="",
    )


def _letter(notice: Notice) -> Letter | None:
    """In Chinese; of a report only what its reader may see now, however late it goes."""
    report, reader = notice.report, notice.recipient
    if not (reader.is_active and reader.email):
        return None
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
        text = render_to_string(f"tasks/mail/{template}.txt", context)
    return Letter(reader, " ".join(subject.split()), text)


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


OUTBOX = Outbox[Notice](waiting=_waiting, letter=_letter, settle=_settle, longest_wait=LONGEST_WAIT)
