"""The page on which everyone chooses what comes by mail."""

from collections import Counter

import pytest
from django.test import Client

from agencies.models import User
from tasks.enums import NoticeKind
from tasks.forms.mail_choices import KindsField, MailChoicesForm
from tasks.services.mail_choices import CHOOSABLE, kinds_wanted
from tests.factories import make_user
from tests.seen import send
from tests.tasks.pages.reading import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client: Client) -> User:
    person = make_user(email="somebody@example.org")
    client.force_login(person)
    return person


def test_every_kind_that_can_be_chosen_stands_there_once() -> None:
    fields = [field for field in MailChoicesForm().fields.values() if isinstance(field, KindsField)]
    shown = Counter(kind for field in fields for kind in field.kinds)
    assert shown == Counter(CHOOSABLE)


@pytest.mark.usefixtures("person")
def test_it_is_found_from_the_account_and_names_the_address(client: Client) -> None:
    assert "/notices/mail/" in text_of(client, "/account/")
    page = text_of(client, "/notices/mail/")
    assert "somebody@example.org" in page
    assert page.count(" checked") == len(CHOOSABLE)


def test_what_is_left_unticked_is_not_wanted_and_stays_so(client: Client, person: User) -> None:
    answer = send(client, "/notices/mail/", "/notices/mail/", {"due": ["digest"], "rounds": ["round_opened"]})
    assert answer.headers["Location"] == "/notices/mail/"
    assert kinds_wanted(person) == [NoticeKind.ROUND_OPENED, NoticeKind.DIGEST]
    assert text_of(client, "/notices/mail/").count(" checked") == 2


def test_a_kind_that_is_none_is_refused_and_nothing_changes(client: Client, person: User) -> None:
    for kind in ("chased", "\0", "' OR 1=1"):
        answer = send(client, "/notices/mail/", "/notices/mail/", {"due": [kind]})
        assert answer.context["form"].errors["due"]
    assert kinds_wanted(person) == list(CHOOSABLE)


def test_who_has_no_address_is_told_so(client: Client, person: User) -> None:
    User.objects.filter(pk=person.pk).update(email="")
    assert "没有登记您的邮箱" in text_of(client, "/notices/mail/")
