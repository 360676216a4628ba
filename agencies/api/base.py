"""What every address of the API has in common."""

from __future__ import annotations

from rest_framework.views import APIView

from agencies.api.parameters import Strict
from agencies.api.preconditions import Matched
from agencies.api.replays import OnceOnly
from agencies.api.scopes import Scoped
from agencies.api.throttling import Throttled
from agencies.api.unchanged import Unchanged


class ApiView(Unchanged, OnceOnly, Throttled, Scoped, Strict, Matched):
    """A view of the API; all of them are built on it, and a test holds them to it."""

    # OPTIONS is not answered, so that no answer says in `Allow` that it is.
    http_method_names = [name for name in APIView.http_method_names if name != "options"]
