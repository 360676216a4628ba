"""Who calls the API: the bearer of a token."""

from __future__ import annotations

from typing import cast

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.authentication import SessionScheme
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox.auth import TokenAuthentication as KnoxTokenAuthentication
from knox.crypto import hash_token
from rest_framework.authentication import SessionAuthentication as RestSessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from agencies.authentication import may_enter
from agencies.models import ApiToken, User
from agencies.picking import WITH_VERSION, Beside, pick


def caller(request: Request) -> User:
    """The person who calls. Views let nobody else through before they ask."""
    return cast(User, request.user)


class TokenAuthentication(KnoxTokenAuthentication):
    """`Authorization: Token <key>`: found by the digest of the key, which is all that is kept.

    With `If-None-Match` the token comes with the number that tells whether anything was written since.
    """

    beside: Beside = ()

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """Who calls; None without a token. Raises `AuthenticationFailed` (401)."""
        self.beside = WITH_VERSION if "If-None-Match" in request.headers else ()
        found: tuple[User, ApiToken] | None = super().authenticate(request)  # type: ignore[no-untyped-call]
        return found

    def authenticate_credentials(self, token: bytes) -> tuple[User, ApiToken]:
        """The person and token behind `token`.

        Raises `AuthenticationFailed` (401) for one that is unknown, revoked or expired and for a person
        whose account is closed, in the same words. One query that writes nothing: an expired token stays
        in its owner's list.
        """
        digest = hash_token(token.decode("latin-1"))
        found = pick(ApiToken.objects.all(), "digest", digest, ("user", "user__agency"), self.beside)
        if found is None or not may_enter(found.user):
            raise AuthenticationFailed
        if found.expiry is not None and found.expiry <= timezone.now():
            raise AuthenticationFailed
        return found.user, found


class SessionAuthentication(RestSessionAuthentication):
    """The session of a browser, which writes with the CSRF token of its pages only."""

    def enforce_csrf(self, request: Request) -> None:
        """Raises `PermissionDenied` (403)."""
        try:
            super().enforce_csrf(request)
        except PermissionDenied:
            said = _("A session writes from this site only, with its CSRF token in X-CSRFToken.")
            raise PermissionDenied(said) from None


class BrowserScheme(SessionScheme):  # type: ignore[no-untyped-call]
    """How the OpenAPI document names the session."""

    target_class = "agencies.api.authentication.SessionAuthentication"


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI document names the token."""

    target_class = "agencies.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """An API key in the `Authorization` header."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "Token <key>",
        }
