import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agencies.enums import TokenScope
from agencies.models import AccountSession, ApiToken, AuditEntry, User
from agencies.services.tokens import token_create
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db

ASKED = {"name": "月报脚本", "lifetime_days": "30"}


@pytest.fixture
def user() -> User:
    return make_user(username="li", display_name="李填报")


def signed_in(username: str = "li") -> Client:
    client = Client()
    client.post(reverse("agencies:login"), {"username": username, "password": PASSWORD})
    return client


@pytest.mark.parametrize("page", ["account", "password_change", "sessions", "tokens"])
def test_strangers_are_sent_to_sign_in(client: Client, page: str) -> None:
    address = reverse(f"agencies:{page}")

    assert client.get(address).headers["Location"] == f"{reverse('agencies:login')}?next={address}"


def test_the_account_says_who_one_is(user: User) -> None:
    page = signed_in().get(reverse("agencies:account")).content.decode()

    assert "李填报" in page
    assert str(user.agency) in page


@pytest.mark.parametrize(
    "page", ["/account/", "/notices/mail/", "/account/login/", "/account/password/reset/sent/"]
)
def test_whoever_changes_accounts_is_named(user: User, page: str) -> None:
    User.objects.update(email="")
    client = Client() if "account/login" in page else signed_in()

    assert "系统管理员" in client.get(page).content.decode()


def test_sessions_show_each_place_and_which_is_this_one(user: User) -> None:
    here = signed_in()
    signed_in()

    shown = here.get(reverse("agencies:sessions")).context["sessions"]

    assert sorted(entry.is_current for entry in shown) == [False, True]
    assert next(entry for entry in shown if entry.is_current).session.session_key == here.session.session_key


def test_without_a_session_on_record_it_says_so(client: Client, user: User) -> None:
    client.force_login(user)

    page = client.get(reverse("agencies:sessions")).content.decode()

    assert "没有您的登录记录" in page
    assert "<table" not in page


def test_ending_a_session_signs_that_browser_out(user: User) -> None:
    here, elsewhere = signed_in(), signed_in()
    other = AccountSession.objects.get(session_key=elsewhere.session.session_key)

    here.post(reverse("agencies:session_end", args=[other.pk]))

    assert elsewhere.get(reverse("agencies:account")).status_code == 302
    assert here.get(reverse("agencies:account")).status_code == 200
    entry = AuditEntry.objects.get(action="session.end")
    assert other.session_key not in str(vars(entry))


def test_ending_all_others_leaves_this_one(user: User) -> None:
    here, one, another = signed_in(), signed_in(), signed_in()

    here.post(reverse("agencies:sessions_end_others"))

    assert [client.get(reverse("agencies:account")).status_code for client in (here, one, another)] == [
        200,
        302,
        302,
    ]


def test_the_session_of_somebody_else_is_not_there(user: User) -> None:
    make_user(username="zhao")
    theirs = AccountSession.objects.get(session_key=signed_in("zhao").session.session_key)

    assert signed_in().post(reverse("agencies:session_end", args=[theirs.pk])).status_code == 404


def test_a_token_is_shown_once_and_lets_its_owner_in(user: User) -> None:
    client = signed_in()

    page = client.post(reverse("agencies:tokens"), {**ASKED, "scope": "read"})

    shown = re.search(r'<code class="secret">(\w+)</code>', page.content.decode())
    assert shown
    assert "no-store" in page.headers["Cache-Control"]
    header = {"Authorization": f"Token {shown[1]}"}
    assert Client().get("/api/v1/agencies/", headers=header).status_code == 200
    assert shown[1] not in client.get(reverse("agencies:tokens")).content.decode()


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"lifetime_days": "366"}, {"scope": ""}, {"scope": "everything"}]
)
def test_it_refuses_a_token_that_is_not_well_described(user: User, wrong: dict[str, str]) -> None:
    page = signed_in().post(reverse("agencies:tokens"), {**ASKED, "scope": "read", **wrong})

    assert set(page.context["form"].errors) == set(wrong)
    assert not ApiToken.objects.exists()


def test_a_token_reads_only_unless_its_owner_chooses_otherwise(user: User) -> None:
    client = signed_in()
    offered = client.get(reverse("agencies:tokens")).context["form"]
    assert offered["scope"].value() == TokenScope.READ

    page = client.post(reverse("agencies:tokens"), {**ASKED, "scope": "write"})

    assert ApiToken.objects.get().scope == TokenScope.WRITE
    assert 'data-label="权限">可读可写' in page.content.decode()


def test_loading_the_page_of_a_new_token_again_makes_no_second_one(user: User) -> None:
    client = signed_in()
    client.post(reverse("agencies:tokens"), {**ASKED, "scope": "read"})

    page = client.post(reverse("agencies:tokens"), {**ASKED, "scope": "read"})

    assert set(page.context["form"].errors) == {"name"}
    assert "先撤销" in page.content.decode()
    assert ApiToken.objects.count() == 1


def test_a_revoked_token_is_gone(user: User) -> None:
    token, _ = token_create(actor=user, name="月报脚本", lifetime_days=30, scope=TokenScope.READ)

    signed_in().post(reverse("agencies:token_revoke", args=[token.token_key]))

    assert not ApiToken.objects.exists()


def test_the_token_of_somebody_else_is_not_there(user: User) -> None:
    token, _ = token_create(actor=make_user(), name="月报脚本", lifetime_days=30, scope=TokenScope.READ)

    assert signed_in().post(reverse("agencies:token_revoke", args=[token.token_key])).status_code == 404
    assert ApiToken.objects.exists()


def test_a_session_that_ran_out_is_not_shown_and_forgotten_at_the_next_sign_in(user: User) -> None:
    signed_in()
    Session.objects.update(expire_date=timezone.now() - timedelta(minutes=1))

    here = signed_in()

    assert len(here.get(reverse("agencies:sessions")).context["sessions"]) == 1
    assert AccountSession.objects.count() == 1


def test_the_number_of_queries_does_not_depend_on_the_number_of_sessions(user: User) -> None:
    here = signed_in()
    with CaptureQueriesContext(connection) as one:
        here.get(reverse("agencies:sessions"))
    for _ in range(2):
        signed_in()
    with CaptureQueriesContext(connection) as three:
        here.get(reverse("agencies:sessions"))

    assert len(one) == len(three)
