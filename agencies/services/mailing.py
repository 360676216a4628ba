"""The outbox: rows that wait are claimed, sent as letters and settled, and no failure of mail loses one."""

from __future__ import annotations

import datetime
import logging
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from smtplib import SMTPDataError, SMTPNotSupportedError, SMTPRecipientsRefused
from typing import Generic, TypeVar

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from agencies.models import User
from agencies.models.mailed import Mailed

logger = logging.getLogger(__name__)

Row = TypeVar("Row", bound=Mailed)

RETRY = datetime.timedelta(minutes=1)
"""How long to wait after the first failure; each further one waits twice as long."""

REFUSED = (SMTPRecipientsRefused, SMTPDataError, SMTPNotSupportedError, ValueError)
"""What is wrong with one address or one letter; every other failure is the server's."""


class Outcome(Enum):
    """What became of one row; `NOT_NEEDED`: nobody is there to be written to any more."""

    SENT = auto()
    NOT_NEEDED = auto()
    REFUSED = auto()
    NO_SERVER = auto()


@dataclass(frozen=True)
class Letter:
    """What is mailed, and to whom."""

    reader: User
    subject: str
    text: str


@dataclass(frozen=True)
class Outbox(Generic[Row]):
    """The rows of one kind that wait, how each is written, and what is kept of it afterwards.

    `waiting` gives them with all that `letter` needs; `letter` gives None where nobody is to be written to;
    `settle` is told the letter that went out, or None, and takes the row out of those that wait.
    """

    waiting: Callable[[], QuerySet[Row]]
    letter: Callable[[Row], Letter | None]
    settle: Callable[[Row, Letter | None], None]
    longest_wait: datetime.timedelta

    def dispatch(self, *, now: datetime.datetime, limit: int = 200) -> int:
        """Send what is due, at most `limit` of it; returns how many mails went out.

        A row is claimed before it is sent, so that two senders never take the same one; the claim of a
        sender that dies runs out. A mail refused for its address is tried again later and holds up no other.
        A server that does not answer ends this run.
        """
        started = time.monotonic()
        outcomes: Counter[Outcome] = Counter()
        while outcomes.total() < limit and not outcomes[Outcome.NO_SERVER]:
            # Each claim runs from the moment it is made, however long the mails before it took.
            row = self._claim(now + datetime.timedelta(seconds=time.monotonic() - started))
            if row is None:
                break
            outcomes[self._send(row)] += 1
        return outcomes[Outcome.SENT]

    @transaction.atomic
    def _claim(self, now: datetime.datetime) -> Row | None:
        row = (
            self.waiting()
            .select_for_update(skip_locked=True, of=("self",))
            .filter(Q(next_attempt_at=None) | Q(next_attempt_at__lte=now))
            .order_by("pk")
            .first()
        )
        if row is not None:
            row.attempts += 1
            row.next_attempt_at = now + settings.NOTICE_CLAIM
            row.save(update_fields=["attempts", "next_attempt_at"])
        return row

    def _send(self, row: Row) -> Outcome:
        letter = self.letter(row)
        if letter is None:
            self.settle(row, None)
            return Outcome.NOT_NEEDED
        try:
            send_mail(letter.subject, letter.text, None, [letter.reader.email])
        except REFUSED as error:
            self._postpone(row, error)
            return Outcome.REFUSED
        except OSError as error:
            self._postpone(row, error)
            return Outcome.NO_SERVER
        self.settle(row, letter)
        return Outcome.SENT

    def _postpone(self, row: Row, error: Exception) -> None:
        logger.warning("%s %s was not sent: %s", row._meta.object_name, row.pk, error)
        wait = min(RETRY * 2 ** min(row.attempts - 1, 10), self.longest_wait)
        row.next_attempt_at = timezone.now() + wait
        row.last_error = str(error)[:300]
        row.save(update_fields=["next_attempt_at", "last_error"])
