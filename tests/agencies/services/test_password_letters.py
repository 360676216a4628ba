"""Letters for new passwords: none is lost, none opens more than it should, and asking tells nothing."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from smtplib import SMTPRecipientsRefused

import pytest
from django.conf import settings as project
from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from agencies.jobs import send_password_letters
from agencies.models import PasswordLetter, User
from agencies.services.accounts import password_change
from agencies.services.password_letters import (
    BESIDE_REQUESTS,
    SECONDS_BETWEEN_LETTERS,
    password_letter_ask,
    password_letters_dispatch,
)
from tests.factories import make_user

pytestmark = pytest.mark.django_db

SECOND = datetime.timedelta(seconds=1)
HERE = f"{__name__}."


class DeadMail(EmailBackend):
    """A mail server that cannot be reached."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        raise ConnectionRefusedError


class RefusingMail(EmailBackend):
    """A mail server that refuses whom it does not know."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        for message in messages:
            if message.to == ["LI@example.org"]:
                raise SMTPRecipientsRefused({message.to[0]: (550, b"no such mailbox")})
        return super().send_messages(messages)


@pytest.fixture(autouse=True)
def _nobody_asked() -> None:
    cache.clear()


@pytest.fixture
def user() -> User:
    return make_user(username="li", display_name="李填报", email="li@example.org")


def ask(address: str = "li@example.org", language: str = "zh-hans") -> None:
    password_letter_ask(address=address, language=language)


def send(later: datetime.timedelta = SECOND) -> int:
    return password_letters_dispatch(now=timezone.now() + later)


def links() -> list[str]:
    return [
        found for one in mail.outbox for found in re.findall(r"/account/password/reset/\S+", str(one.body))
    ]


def opens(link: str) -> bool:
    page = Client().get(link, follow=True)
    return bool(page.context["validlink"])


def asked_ago(minutes: int) -> None:
    PasswordLetter.objects.update(asked_at=timezone.now() - datetime.timedelta(minutes=minutes))


@pytest.mark.parametrize("sender", [send_password_letters, lambda: call_command("send_notices")])
def test_a_letter_outlives_the_process_that_was_asked_for_it(
    client: Client, user: User, settings: Settings, sender: Callable[[], object]
) -> None:
    settings.REDIS_URL = "redis://nowhere.invalid"
    client.post(reverse("agencies:password_reset"), {"email": "li@example.org"})
    assert not mail.outbox

    sender()

    assert [one.to for one in mail.outbox] == [["li@example.org"]]
    assert opens(links()[0])
    assert not PasswordLetter.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_without_celery_it_goes_out_by_itself(client: Client, user: User) -> None:
    client.post(reverse("agencies:password_reset"), {"email": "li@example.org"})

    BESIDE_REQUESTS.submit(lambda: None).result()

    assert len(mail.outbox) == 1


def test_what_waits_holds_only_who_asked(user: User) -> None:
    ask()

    [row] = PasswordLetter.objects.values()
    assert {name: value for name, value in row.items() if name not in {"id", "asked_at"}} == {
        "address": "li@example.org",
        "language": "zh-hans",
        "told": 0,
        "attempts": 0,
        "next_attempt_at": None,
        "last_error": "",
    }


def test_asking_does_the_same_for_every_address(client: Client, user: User) -> None:
    gone = make_user(username="gone", email="gone@example.org")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    done = []
    for address in ("li@example.org", "gone@example.org", "nobody@example.org"):
        with CaptureQueriesContext(connection) as queries:
            client.post(reverse("agencies:password_reset"), {"email": address})
        done.append([re.sub(r"'[^']*'", "?", query["sql"]) for query in queries])

    assert done[0]
    assert done[0] == done[1] == done[2]
    assert not any("agencies_user" in sql for sql in done[0])
    assert send() == 1
    assert not PasswordLetter.objects.exists()


def test_it_speaks_the_language_in_which_it_was_asked_for(user: User) -> None:
    ask(language="en")
    send()

    assert mail.outbox[0].subject == "Duban: set a new password"


def test_a_letter_asked_for_longer_ago_than_a_link_lives_is_not_written(user: User) -> None:
    ask()
    asked_ago(project.PASSWORD_RESET_TIMEOUT // 60 + 1)

    assert send() == 0
    assert not PasswordLetter.objects.exists()


def test_the_link_lives_from_when_it_was_sent(user: User, settings: Settings) -> None:
    ask()
    asked_ago(project.PASSWORD_RESET_TIMEOUT // 60 - 1)
    send()

    assert opens(links()[0])


def test_who_was_switched_off_in_between_is_not_written_to(user: User) -> None:
    ask()
    User.objects.filter(pk=user.pk).update(is_active=False)

    assert send() == 0
    assert not PasswordLetter.objects.exists()


def test_who_has_another_address_by_now_is_written_to_at_neither(user: User) -> None:
    ask()
    User.objects.filter(pk=user.pk).update(email="new@example.org")

    assert send() == 0
    assert not mail.outbox


def test_a_link_sent_after_the_password_was_changed_is_good_and_one_sent_before_is_not(user: User) -> None:
    ask()
    send()
    cache.clear()
    ask()
    password_change(actor=user, user=user, password="another horse battery")
    send()

    assert [opens(link) for link in links()] == [False, True]


def test_a_mail_server_that_is_away_delays_it(user: User, settings: Settings) -> None:
    ask()
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, HERE + "DeadMail"
    assert send() == 0
    settings.EMAIL_BACKEND = working

    assert send() == 0
    assert send(datetime.timedelta(minutes=2)) == 1
    assert send(datetime.timedelta(minutes=20)) == 0
    assert len(links()) == 1


def test_it_is_not_put_off_for_longer_than_somebody_has_to_wait_to_ask_again(
    user: User, settings: Settings
) -> None:
    ask()
    settings.EMAIL_BACKEND = HERE + "DeadMail"
    for _attempt in range(9):
        PasswordLetter.objects.update(next_attempt_at=None)
        send()

    wait = PasswordLetter.objects.get().next_attempt_at - timezone.now()  # type: ignore[operator]
    assert wait <= datetime.timedelta(seconds=SECONDS_BETWEEN_LETTERS)


def test_asking_again_while_one_waits_sends_one(user: User) -> None:
    for _time in range(3):
        cache.clear()
        ask()

    assert send() == 1
    assert send() == 0


def test_asking_again_makes_one_that_waited_too_long_good_again(user: User) -> None:
    ask()
    asked_ago(90)
    cache.clear()
    ask()

    assert send() == 1


def test_every_account_of_an_address_gets_one_however_often_one_of_them_fails(
    user: User, settings: Settings
) -> None:
    make_user(username="li-two", email="LI@example.org")
    make_user(username="li-three", email="Li@example.org")
    ask()
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, HERE + "RefusingMail"
    for _time in range(2):
        send()
    settings.EMAIL_BACKEND = working
    send(datetime.timedelta(minutes=2))

    assert [one.to for one in mail.outbox] == [["li@example.org"], ["LI@example.org"], ["Li@example.org"]]
    assert not PasswordLetter.objects.exists()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_many_who_ask_and_many_who_send_at_once_make_one_letter(user: User, settings: Settings) -> None:
    settings.REDIS_URL = "redis://nowhere.invalid"
    with ThreadPoolExecutor(4) as threads:
        for done in (lambda: ask(), lambda: send()):
            for answer in [threads.submit(closing, done) for _time in range(4)]:
                answer.result()

    assert len(links()) == 1
    assert not PasswordLetter.objects.exists()


def closing(done: Callable[[], object]) -> None:
    """On a connection of one's own."""
    try:
        done()
    finally:
        connection.close()
