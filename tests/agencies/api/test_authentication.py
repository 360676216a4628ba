"""Who is let in to the API."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from agencies.enums import Role
from agencies.models import ApiToken
from tests.api_client import ApiClient
from tests.factories import make_agency, make_user

pytestmark = pytest.mark.django_db


def bearer(key: str) -> ApiClient:
    api = ApiClient()
    api.headers["Authorization"] = key
    return api


def test_only_the_digest_of_a_token_is_kept() -> None:
    token, key = ApiToken.objects.create(make_user(), name="脚本")
    assert key not in {str(value) for value in vars(token).values()}


def test_a_person_may_have_several_tokens_and_revoke_one() -> None:
    user = make_user(Role.VIEWER)
    first, key = ApiToken.objects.create(user, name="一")
    other = ApiClient(user)
    assert bearer(f"Token {key}").get("agencies/").status_code == 200
    first.delete()
    assert bearer(f"Token {key}").get("agencies/").status_code == 401
    assert other.get("agencies/").status_code == 200


@pytest.mark.parametrize(
    "header", ["Token wrong", "Token", "Token a b", "Token Ünïcode", "Bearer x", "Basic eDp5"]
)
def test_it_refuses_what_is_no_token(header: str) -> None:
    refused = bearer(header).get("agencies/")
    assert refused.status_code == 401
    assert refused["WWW-Authenticate"] == "Token"
    assert refused.json()["title"] == "身份未经验证"


def test_nobody_is_refused_with_a_challenge() -> None:
    refused = ApiClient().get("agencies/")
    assert (refused.status_code, refused["WWW-Authenticate"]) == (401, "Token")


def test_an_expired_token_is_refused_and_stays_in_its_owners_list() -> None:
    token, key = ApiToken.objects.create(make_user(), name="旧")
    ApiToken.objects.filter(pk=token.pk).update(expiry=timezone.now() - datetime.timedelta(seconds=1))
    assert bearer(f"Token {key}").get("agencies/").status_code == 401
    assert ApiToken.objects.filter(pk=token.pk).exists()


def test_a_closed_account_is_refused() -> None:
    user = make_user()
    api = ApiClient(user)
    user.is_active = False
    user.save()
    assert api.get("agencies/").status_code == 401


def test_a_token_costs_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    user = make_user(Role.STAFF)
    api = ApiClient(user)
    for _ in range(3):
        ApiClient(user)
    # The token with its owner; the agency that does not exist.
    with django_assert_num_queries(2):
        assert api.get("agencies/999999/").status_code == 404


def test_a_person_signed_in_reads_with_the_session_and_writes_with_the_csrf_token_only() -> None:
    agency = make_agency()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(make_user(Role.STAFF, agency))
    assert browser.get(f"/api/v1/agencies/{agency.pk}/").status_code == 200
    refused = browser.post("/api/v1/progress-reports/", {}, content_type="application/json")
    assert refused.status_code == 403
    assert refused["Content-Type"] == "application/problem+json"
