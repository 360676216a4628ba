import datetime
import re
import threading

import pytest
from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from agencies.models import AccountSession, AuditEntry, User
from agencies.services.password_letters import BESIDE_REQUESTS, password_letters_dispatch
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db

NEW = "another horse battery"


@pytest.fixture(autouse=True)
def _nobody_was_written_to() -> None:
    cache.clear()


@pytest.fixture
def user() -> User:
    return make_user(username="li", display_name="李填报", email="li@example.org")


def signed_in() -> Client:
    client = Client()
    client.post(reverse("agencies:login"), {"username": "li", "password": PASSWORD})
    return client


def change(client: Client, old: str = PASSWORD, new: str = NEW) -> int:
    fields = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post(reverse("agencies:password_change"), fields).status_code


def forget(client: Client, email: str = "li@example.org", **said: str) -> None:
    """Ask for a letter, and let it be sent."""
    client.post(reverse("agencies:password_reset"), {"email": email}, headers=said)
    password_letters_dispatch(now=timezone.now())


def link_in_the_letter() -> str:
    found = re.search(rf"^{re.escape(settings.SITE_URL)}(/\S+)", str(mail.outbox[0].body), re.MULTILINE)
    assert found
    return found[1]


def test_the_address_is_asked_for_by_the_name_that_the_account_gives_it(client: Client) -> None:
    client.cookies["django_language"] = "en"
    page = client.get("/account/password/reset/").content.decode()
    assert ">E-mail" in page
    assert ">Email" not in page


def test_changing_the_password_keeps_this_session_and_ends_the_others(user: User) -> None:
    here, elsewhere = signed_in(), signed_in()

    assert change(here) == 302

    assert here.get(reverse("agencies:account")).status_code == 200
    assert elsewhere.get(reverse("agencies:account")).status_code == 302
    session = AccountSession.objects.get(user=user)
    assert session.session_key == here.session.session_key


def test_changing_the_password_is_audited_without_either_password(user: User) -> None:
    change(signed_in())

    entry = AuditEntry.objects.get(action="user.password_change")
    assert (entry.before, entry.after) == ({}, {})


def test_a_short_password_is_refused_in_the_language_of_the_page(user: User) -> None:
    client = signed_in()
    fields = {"old_password": PASSWORD, "new_password1": "kurz1", "new_password2": "kurz1"}

    page = client.post(reverse("agencies:password_change"), fields).content.decode()

    assert "密码太短，至少 10 个字符。" in page


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("li@example.org", "密码与电子邮件地址过于相似。"),
        ("12345678901234567", "密码全是数字。"),
        ("qwertyuiop", "该密码过于常见。"),
    ],
)
def test_a_password_is_refused_in_words_of_the_house(user: User, new: str, said: str) -> None:
    client = signed_in()
    fields = {"old_password": "wrong", "new_password1": new, "new_password2": new}

    page = client.post(reverse("agencies:password_change"), fields).content.decode()

    assert said in page
    assert "旧密码不正确，请重新输入。" in page
    assert "你" not in page


def test_a_password_page_says_what_is_asked_and_is_never_familiar(user: User) -> None:
    page = signed_in().get(reverse("agencies:password_change")).content.decode()
    for said in ("至少 10 个字符。", "不能与用户名或邮箱过于相似。", "不能是常见密码。", "不能全是数字。"):
        assert said in page
    assert "你" not in page


def test_it_refuses_a_wrong_old_password(user: User) -> None:
    assert change(signed_in(), old="wrong") == 200

    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


@pytest.mark.parametrize("new", ["short", "1234567890", "password123456789"[:11]])
def test_it_refuses_a_password_that_is_easily_guessed(user: User, new: str) -> None:
    assert change(signed_in(), new=new) == 200

    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


def test_a_forgotten_password_is_replaced_by_a_chinese_letter(client: Client, user: User) -> None:
    elsewhere = signed_in()
    forget(client)
    assert mail.outbox[0].subject == "督办：设置新密码"
    assert "李填报" in mail.outbox[0].body

    page = client.get(link_in_the_letter(), follow=True)
    client.post(page.request["PATH_INFO"], {"new_password1": NEW, "new_password2": NEW})

    assert User.objects.get(pk=user.pk).check_password(NEW)
    assert elsewhere.get(reverse("agencies:account")).status_code == 302
    assert AuditEntry.objects.filter(action="user.password_change", actor=user).count() == 1


def test_the_link_in_the_letter_works_once(client: Client, user: User) -> None:
    forget(client)
    page = client.get(link_in_the_letter(), follow=True)
    client.post(page.request["PATH_INFO"], {"new_password1": NEW, "new_password2": NEW})

    again = Client().get(link_in_the_letter(), follow=True)

    assert again.context["validlink"] is False


def test_the_link_in_the_letter_works_for_an_hour(
    client: Client, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget(client)
    asked_at = datetime.datetime.now()  # noqa: DTZ005 - as Django counts
    for minutes, works in ((59, True), (61, False)):
        now = asked_at + datetime.timedelta(minutes=minutes)
        monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda _self, now=now: now)
        assert Client().get(link_in_the_letter(), follow=True).context["validlink"] is works


def test_it_does_not_tell_which_addresses_have_an_account(client: Client, user: User) -> None:
    known = client.post(reverse("agencies:password_reset"), {"email": "li@example.org"})
    unknown = client.post(reverse("agencies:password_reset"), {"email": "nobody@example.org"})

    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )
    password_letters_dispatch(now=timezone.now())
    assert len(mail.outbox) == 1


def test_the_link_leads_to_the_site_whatever_the_request_calls_it(
    client: Client, user: User, settings: Settings
) -> None:
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://duban.example.org", ["*"]

    forget(client, Host="elsewhere.example")

    assert "https://duban.example.org/account/password/reset/" in mail.outbox[0].body
    assert "elsewhere.example" not in mail.outbox[0].body


@pytest.mark.django_db(transaction=True)
def test_the_letter_keeps_nobody_waiting(client: Client, user: User) -> None:
    server = threading.Event()
    BESIDE_REQUESTS.submit(server.wait)

    answer = client.post(reverse("agencies:password_reset"), {"email": "li@example.org"})

    assert (answer.status_code, mail.outbox) == (302, [])
    server.set()
    BESIDE_REQUESTS.submit(lambda: None).result()
    assert len(mail.outbox) == 1


def test_nobody_fills_the_mailbox_of_somebody_else(client: Client, user: User) -> None:
    make_user(username="wang", email="wang@example.org")

    for _ in range(3):
        forget(client)
        forget(client, "wang@example.org")

    assert sorted(letter.to[0] for letter in mail.outbox) == ["li@example.org", "wang@example.org"]


def test_an_account_that_may_not_enter_is_not_written_to(client: Client, user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_demo=True)

    forget(client)

    assert not mail.outbox
