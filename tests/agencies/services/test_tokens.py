import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from knox.crypto import hash_token

from agencies.enums import Role, TokenScope
from agencies.models import ApiToken, AuditEntry, User
from agencies.services.accounts import password_change, user_save
from agencies.services.tokens import token_create, token_revoke, tokens_of
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_only_the_digest_of_a_token_is_kept() -> None:
    token, key = token_create(actor=make_user(), name="月报脚本", lifetime_days=30, scope=TokenScope.READ)

    assert token.digest == hash_token(key)
    assert key not in str(list(ApiToken.objects.values()))


def test_a_token_ends_after_the_days_asked_for() -> None:
    token, _ = token_create(actor=make_user(), name="月报脚本", lifetime_days=30, scope=TokenScope.READ)

    assert token.expiry
    assert 29 <= (token.expiry - timezone.now()).days <= 30


@pytest.mark.parametrize("days", [0, -1, 366])
def test_it_refuses_a_lifetime_that_is_none_or_too_long(days: int) -> None:
    with pytest.raises(ValidationError) as refusal:
        token_create(actor=make_user(), name="月报脚本", lifetime_days=days, scope=TokenScope.READ)

    assert set(refusal.value.message_dict) == {"lifetime_days"}


@pytest.mark.parametrize("name", ["", "  ", "长" * 101])
def test_it_refuses_a_name_that_says_nothing_or_does_not_fit(name: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        token_create(actor=make_user(), name=name, lifetime_days=30, scope=TokenScope.READ)

    assert set(refusal.value.message_dict) == {"name"}


def test_the_audit_names_the_token_and_holds_neither_key_nor_digest() -> None:
    user = make_user()
    token, key = token_create(actor=user, name="月报脚本", lifetime_days=30, scope=TokenScope.READ)
    digest = token.digest
    token_revoke(actor=user, token=token)

    entries = list(AuditEntry.objects.order_by("pk").values())
    assert [entry["action"] for entry in entries] == ["token.create", "token.revoke"]
    assert (entries[0]["after"]["token"], entries[0]["after"]["scope"]) == ("月报脚本", "read")
    assert key not in str(entries)
    assert key[:8] not in str(entries)
    assert digest not in str(entries)


def test_a_token_is_revoked_by_its_owner_or_an_administrator_only() -> None:
    token, _ = token_create(actor=make_user(), name="月报脚本", lifetime_days=30, scope=TokenScope.READ)

    with pytest.raises(PermissionDenied):
        token_revoke(actor=make_user(Role.OFFICE), token=token)
    assert tokens_of(token.user) == [token]

    token_revoke(actor=make_user(Role.OFFICE, is_superuser=True), token=token)
    assert tokens_of(token.user) == []


def test_it_refuses_the_name_of_a_token_that_is_still_valid() -> None:
    user = make_user()
    token, _ = token_create(actor=user, name="月报脚本", lifetime_days=30, scope=TokenScope.READ)

    with pytest.raises(ValidationError) as refusal:
        token_create(actor=user, name=" 月报脚本 ", lifetime_days=30, scope=TokenScope.WRITE)
    assert set(refusal.value.message_dict) == {"name"}
    assert tokens_of(user) == [token]

    token_create(actor=make_user(), name="月报脚本", lifetime_days=30, scope=TokenScope.READ)
    ApiToken.objects.filter(pk=token.pk).update(expiry=timezone.now())
    token_create(actor=user, name="月报脚本", lifetime_days=30, scope=TokenScope.READ)


def test_a_request_from_before_a_new_password_makes_no_token_that_outlives_it() -> None:
    asking = make_user()
    changing = User.objects.get(pk=asking.pk)
    password_change(actor=changing, user=changing, password="another horse battery")

    with pytest.raises(PermissionDenied):
        token_create(actor=asking, name="月报脚本", lifetime_days=30, scope=TokenScope.WRITE)

    assert tokens_of(asking) == []


def test_a_request_from_before_the_account_was_closed_makes_no_token_for_when_it_opens_again() -> None:
    asking = make_user()
    closed = User.objects.get(pk=asking.pk)
    closed.is_active = False
    user_save(actor=None, user=closed)

    with pytest.raises(PermissionDenied):
        token_create(actor=asking, name="月报脚本", lifetime_days=30, scope=TokenScope.WRITE)

    assert tokens_of(asking) == []
