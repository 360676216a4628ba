from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from agencies.authentication import AccountBackend
from agencies.models import AccountSession, AuditEntry, User
from agencies.services.accounts import user_save
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db


def sign_in(client: Client, username: str, password: str = PASSWORD, address: str = "127.0.0.1") -> int:
    """The status of the answer."""
    fields = {"username": username, "password": password}
    return client.post(reverse("agencies:login"), fields, REMOTE_ADDR=address).status_code


@pytest.fixture
def user() -> User:
    return make_user(username="li", display_name="李填报")


def test_the_page_is_in_chinese_whatever_the_browser_prefers(client: Client) -> None:
    page = client.get(reverse("agencies:login"), headers={"Accept-Language": "en-US"}).content.decode()

    assert '<html lang="zh-Hans">' in page
    assert "登录" in page


def test_signing_in_leads_to_the_page_asked_for(client: Client, user: User) -> None:
    response = client.post(
        reverse("agencies:login"),
        {"username": "li", "password": PASSWORD, "next": reverse("agencies:tokens")},
    )

    assert response.headers["Location"] == reverse("agencies:tokens")


def test_it_never_leads_to_another_site(client: Client, user: User) -> None:
    response = client.post(
        reverse("agencies:login"),
        {"username": "li", "password": PASSWORD, "next": "https://elsewhere.example/"},
    )

    assert response.headers["Location"] == reverse("tasks:overview")


def test_signing_in_is_remembered_and_audited(client: Client, user: User) -> None:
    fields = {"username": "li", "password": PASSWORD}
    client.post(
        reverse("agencies:login"), fields, headers={"User-Agent": "Browser 1.0"}, REMOTE_ADDR="10.1.2.3"
    )

    session = AccountSession.objects.get(user=user)
    assert session.session_key == client.session.session_key
    assert (session.address, session.browser) == ("10.1.2.3", "Browser 1.0")
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.address) == ("user.sign_in", user, "10.1.2.3")


def test_who_is_shut_out_between_password_and_session_gets_no_session_for_when_the_account_opens_again(
    client: Client, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged = AccountBackend.authenticate

    def judged_then_closed(*args: Any, **kwargs: Any) -> Any:
        account = judged(*args, **kwargs)
        closed = User.objects.get(pk=user.pk)
        closed.is_active = False
        user_save(actor=None, user=closed)
        return account

    monkeypatch.setattr(AccountBackend, "authenticate", judged_then_closed)
    response = client.post(reverse("agencies:login"), {"username": "li", "password": PASSWORD})

    assert response.context["form"].non_field_errors()
    assert "_auth_user_id" not in client.session
    assert not AccountSession.objects.exists()


def test_a_wrong_password_says_the_same_as_an_unknown_name(client: Client, user: User) -> None:
    answers = [
        client.post(reverse("agencies:login"), {"username": name, "password": "wrong"}).context["form"].errors
        for name in ("li", "nobody")
    ]

    assert answers[0] == answers[1]
    assert AuditEntry.objects.count() == 0


@pytest.mark.parametrize("name", ["n" * 151, "n" * 300])
def test_a_name_longer_than_any_can_be_is_wrong_like_any_other(client: Client, name: str) -> None:
    fields = {"username": name, "password": "wrong"}
    response = client.post(reverse("agencies:login"), fields)

    assert response.status_code == 200
    fields["username"] = "nobody"
    other = client.post(reverse("agencies:login"), fields)
    assert response.context["form"].errors == other.context["form"].errors


def test_signing_out_is_by_post_only_and_audited(client: Client, user: User) -> None:
    sign_in(client, "li")
    assert client.get(reverse("agencies:logout")).status_code == 405

    client.post(reverse("agencies:logout"))

    assert not AccountSession.objects.exists()
    assert list(AuditEntry.objects.values_list("action", flat=True)) == ["user.sign_out", "user.sign_in"]
    assert client.get(reverse("agencies:account")).status_code == 302


def test_five_failures_lock_that_name_from_that_address(client: Client, user: User) -> None:
    for _ in range(5):
        sign_in(client, "li", "wrong", "10.1.2.3")

    response = client.post(
        reverse("agencies:login"), {"username": "li", "password": PASSWORD}, REMOTE_ADDR="10.1.2.3"
    )

    assert response.status_code == 429
    assert "暂停登录" in response.content.decode()
    assert "15" in response.content.decode()


def test_a_colleague_behind_the_same_address_still_signs_in(client: Client, user: User) -> None:
    colleague = make_user(username="zhao", agency=user.agency)
    for _ in range(6):
        sign_in(client, "li", "wrong", "10.1.2.3")

    assert sign_in(client, "zhao", address="10.1.2.3") == 302
    assert client.session["_auth_user_id"] == str(colleague.pk)


def test_a_locked_name_still_signs_in_from_another_address(client: Client, user: User) -> None:
    for _ in range(6):
        sign_in(client, "li", "wrong", "10.1.2.3")

    assert sign_in(client, "li", address="10.9.9.9") == 302


def test_four_failures_are_forgiven_by_a_success(client: Client, user: User) -> None:
    for _ in range(2):
        for _ in range(4):
            sign_in(client, "li", "wrong")
        assert sign_in(client, "li") == 302
