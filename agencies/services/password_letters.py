"""Letters to those who forgot their password: asked for by whoever it is, written when they are sent."""

from __future__ import annotations

import datetime
import logging
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.cache import cache
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from agencies.authentication import may_enter
from agencies.models import PasswordLetter, User
from agencies.services.mailing import Letter, Outbox

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_LETTERS = 5 * 60
"""Nobody fills the mailbox of somebody else."""

BESIDE_REQUESTS = ThreadPoolExecutor(max_workers=1, thread_name_prefix="letters")
"""Where there is no Celery: how long a mail server takes would tell that there was a letter to send."""


def password_letter_ask(*, address: str, language: str) -> None:
    """Keep that somebody wants a new password for the accounts of `address`, whether there are any or not.

    Whoever asks again before the letter went out asks for the same one, and it is as good as new.
    """
    asked_just_now = f"password-letter:{sha256(_plain(address).encode()).hexdigest()}"
    if cache.get(asked_just_now):
        return
    PasswordLetter.objects.bulk_create(
        [PasswordLetter(address=address, language=language, asked_at=timezone.now())],
        update_conflicts=True,
        unique_fields=["address"],
        update_fields=["language", "asked_at", "told"],
    )
    # Not before: whoever fails to ask may ask again at once.
    cache.set(asked_just_now, "asked", SECONDS_BETWEEN_LETTERS)
    if not settings.REDIS_URL:
        transaction.on_commit(lambda: BESIDE_REQUESTS.submit(_dispatch_now))


def password_letters_dispatch(*, now: datetime.datetime) -> int:
    """Send the letters that are due; returns how many went out. Any number may do so at once."""
    return OUTBOX.dispatch(now=now)


def _dispatch_now() -> None:
    try:
        password_letters_dispatch(now=timezone.now())
    except Exception:
        logger.exception("Letters for new passwords wait until the next is asked for or `send_notices` runs.")
    finally:
        connection.close()


def _next_reader(row: PasswordLetter) -> User | None:
    """The next of those who have the address now and may enter; none where it was asked for too long ago."""
    if row.asked_at < timezone.now() - datetime.timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT):
        return None
    people = User.objects.filter(email__iexact=row.address, pk__gt=row.told).order_by("pk")
    return next((person for person in people if _may_be_written_to(person, row.address)), None)


def _may_be_written_to(person: User, address: str) -> bool:
    """A database may hold more for the same address than it is: the letter goes to the person's own."""
    return may_enter(person) and person.has_usable_password() and _plain(person.email) == _plain(address)


def _plain(address: str) -> str:
    return unicodedata.normalize("NFKC", address).casefold()


def _letter(row: PasswordLetter) -> Letter | None:
    """With a link to where the site is, and not to where a request said that it is."""
    reader = _next_reader(row)
    if reader is None:
        return None
    context = {
        "user": reader,
        "uid": urlsafe_base64_encode(force_bytes(reader.pk)),
        "token": default_token_generator.make_token(reader),
        "site_url": settings.SITE_URL,
    }
    with translation.override(row.language):
        subject = render_to_string("agencies/account/password_reset_subject.txt", context)
        text = render_to_string("agencies/account/password_reset_mail.txt", context)
    return Letter(reader, " ".join(subject.split()), text)


def _settle(row: PasswordLetter, letter: Letter | None) -> None:
    """Go on to the next account of the same address; forget the row where there is none."""
    kept = PasswordLetter.objects.filter(pk=row.pk)
    if letter is None:
        # One that was asked for again in between is kept for the next run.
        kept.filter(asked_at=row.asked_at).delete()
    else:
        kept.update(told=letter.reader.pk, attempts=0, next_attempt_at=None, last_error="")


OUTBOX = Outbox[PasswordLetter](
    waiting=PasswordLetter.objects.all,
    letter=_letter,
    settle=_settle,
    longest_wait=datetime.timedelta(seconds=SECONDS_BETWEEN_LETTERS),
)
