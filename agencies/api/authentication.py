"""Who calls the API: the bearer of a token."""

from __future__ import annotations

from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox.auth import TokenAuthentication as KnoxTokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

from agencies.models import ApiToken, User


class TokenAuthentication(KnoxTokenAuthentication):
    """`Authorization: Token <key>`; the key is compared by its digest, an expired one is refused."""

    def authenticate_credentials(self, token: bytes) -> tuple[User, ApiToken]:
        """The user and token behind `token`; raises `AuthenticationFailed` (401)."""
        try:
            token.decode("ascii")
        except UnicodeDecodeError:
            raise AuthenticationFailed(_("This token is not valid.")) from None
        user, key = super().authenticate_credentials(token)
        return user, key


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
