"""Notices: written with the change they tell of, sent afterwards from the rows themselves."""

from __future__ import annotations

import datetime
import logging
import time
from collections.abc import Iterable

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation

from agencies.models import User
from tasks.enums import MailState
from tasks.models import Notice
from tasks.models.notices import NoticeQuerySet
from tasks.notifications import Message

logger = logging.getLogger(__name__)

RETRY = datetime.timedelta(minutes=1)
"""How long to wait after the first failure; each further one waits twice as long."""

LONGEST_WAIT = datetime.timedelta(hours=6)


def notices_add(messages: Iterable[Message]) -> None:
    """Write the outbox rows. Without Celery they are sent in this process once the change is kept."""
    now = timezone.now()
    Notice.objects.bulk_create(
        [
            Notice(
                recipient=message.recipient,
                kind=message.kind,
                key=message.key,
                report=message.report,
                round=message.round,
                task=message.task,
                agency=message.agency,
                text=message.text,
                created_at=now,
                next_attempt_at=now,
                mail_state=MailState.PENDING if message.recipient.email else MailState.NO_ADDRESS,
            )
            for message in messages
        ],
        ignore_conflicts=True,
    )
    if not settings.REDIS_URL:
        transaction.on_commit(lambda: notices_dispatch(now=timezone.now()), robust=True)


def notices_mark_read(*, actor: User, notices: NoticeQuerySet) -> int:
    """Mark the actor's own unread notices among `notices` as read; returns how many."""
    return notices.visible_to(actor).unread().update(read_at=timezone.now())


def notices_dispatch(*, now: datetime.datetime, limit: int = 200) -> int:
    """Send what is due; returns how many mails went out.

    A row is claimed before it is sent, so that several senders never take the same one, and a sender that
    dies leaves a claim that runs out. A mail server that refuses ends the round; its row waits.
    """
    started = time.monotonic()
    sent = 0
    for _number in range(limit):
        # Each claim runs from the moment it is made, however long the mails before it took.
        notice = _claim(now + datetime.timedelta(seconds=time.monotonic() - started))
        if notice is None or not _send(notice):
            break
        sent += 1
    return sent


@transaction.atomic
def _claim(now: datetime.datetime) -> Notice | None:
    notice = (
        Notice.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("recipient", "report__task__plan", "report__agency", "round__plan")
        .select_related("task__plan", "agency")
        .filter(Q(next_attempt_at=None) | Q(next_attempt_at__lte=now), mail_state=MailState.PENDING)
        .order_by("pk")
        .first()
    )
    if notice is not None:
        notice.attempts += 1
        notice.next_attempt_at = now + settings.NOTICE_CLAIM
        notice.save(update_fields=["attempts", "next_attempt_at"])
    return notice


def _send(notice: Notice) -> bool:
    with translation.override(settings.LANGUAGE_CODE):
        context = {"notice": notice, "report": notice.report, "site_url": settings.SITE_URL}
        subject = render_to_string("tasks/mail/notice_subject.txt", context).strip()
        body = render_to_string("tasks/mail/notice.txt", context)
    try:
        send_mail(subject, body, None, [notice.recipient.email])
    except OSError as error:
        logger.warning("Notice %s was not sent: %s", notice.pk, error)
        wait = min(RETRY * 2 ** (notice.attempts - 1), LONGEST_WAIT)
        notice.next_attempt_at = timezone.now() + wait
        notice.last_error = str(error)[:300]
        notice.save(update_fields=["next_attempt_at", "last_error"])
        return False
    Notice.objects.filter(pk=notice.pk).update(
        mail_state=MailState.SENT, sent_at=timezone.now(), last_error=""
    )
    return True
