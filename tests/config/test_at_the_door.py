"""What scripts are spared, and what guards them all the same."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from agencies.enums import Role
from agencies.models import ApiToken
from tests.factories import make_user

pytestmark = pytest.mark.django_db

GUARDS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def token_of(role: Role) -> dict[str, str]:
    return {"Authorization": f"Token {ApiToken.objects.create(make_user(role), name='脚本')[1]}"}


@pytest.mark.parametrize("path", ["/api/v1/agencies/", "/api/v1/nothing/", "/api/docs/", "/account/login/"])
def test_every_answer_tells_a_browser_what_it_may_do_with_it(client: Client, path: str) -> None:
    answer = client.get(path, headers=token_of(Role.VIEWER))
    assert answer.headers.items() >= GUARDS.items()
    policy = answer["Content-Security-Policy"].split("; ")
    assert "frame-ancestors 'none'" in policy
    assert ("default-src 'none'" in policy) == path.startswith("/api/v1/")
    assert ("default-src 'self'" in policy) != path.startswith("/api/v1/")


def test_the_api_answers_to_its_own_names_only(client: Client) -> None:
    answer = client.get("/api/v1/agencies/", headers={**token_of(Role.VIEWER), "Host": "elsewhere.example"})
    assert answer.status_code == 400


def test_whoever_sends_a_token_is_its_owner_whoever_is_signed_in(client: Client) -> None:
    client.force_login(make_user(Role.OFFICE))
    assert client.get("/api/v1/audit-entries/").status_code == 200
    assert client.get("/api/v1/audit-entries/", headers=token_of(Role.VIEWER)).status_code == 403
    assert client.get("/api/v1/audit-entries/", headers={"Authorization": "Token wrong"}).status_code == 401


def test_a_token_leaves_the_session_alone(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(make_user(Role.OFFICE))
    headers = token_of(Role.VIEWER)
    # The token with its owner; the agency that does not exist.
    with django_assert_num_queries(2):
        answer = client.get("/api/v1/agencies/999999/", headers=headers)
    assert "Cookie" not in answer["Vary"]
    assert client.get("/api/v1/agencies/999999/").status_code == 404


def test_what_scripts_are_spared_pages_have(client: Client) -> None:
    client.force_login(make_user(Role.VIEWER))
    page = client.get("/account/tokens/")
    request = page.wsgi_request
    assert all(hasattr(request, name) for name in ("session", "user", "_messages", "htmx", "csp_nonce"))
    row = client.get("/api/v1/agencies/", headers=token_of(Role.VIEWER)).wsgi_request
    assert not any(hasattr(row, name) for name in ("session", "_messages", "htmx", "csp_nonce"))


def test_who_is_signed_out_meanwhile_signs_in_on_a_page_and_not_in_a_part(client: Client) -> None:
    answer = client.get("/tasks/?q=1", headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert answer["HX-Redirect"] == "/account/login/?next=/tasks/%3Fq%3D1"
    assert client.get("/tasks/").status_code == 302
