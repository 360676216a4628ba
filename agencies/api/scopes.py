"""How far the token of a caller goes."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.views import APIView

from agencies.api.permissions import writes
from agencies.enums import TokenScope
from agencies.models import ApiToken


class Scoped(APIView):
    """Keeps a token that only reads from writing, before it is asked what its owner may do."""

    def check_permissions(self, request: Request) -> None:
        """Raises `PermissionDenied` (403) where the token does not go so far."""
        token = request.auth
        if isinstance(token, ApiToken) and token.scope != TokenScope.WRITE and writes(request, self):
            raise PermissionDenied(_reads_only(request))
        super().check_permissions(request)


def _reads_only(request: Request) -> str:
    address = request.build_absolute_uri(reverse("agencies:tokens"))
    said = _("This token only reads. Its owner makes one that may also write, signed in, at %(address)s")
    return said % {"address": address}
