"""Callers who cost nothing: the answer without what finding out who asks takes."""

from __future__ import annotations

from typing import Any

from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

KNOWN_CALLER = "benchmark.caller"
"""The key of the WSGI environment under which a benchmark puts a person and a token.

No client can: what it sends arrives under names that begin with `HTTP_`.
"""


class KnownCaller(BaseAuthentication):
    """The person and token that stand in the WSGI environment, without a query."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        """The pair, None where the benchmark put none there."""
        known: tuple[Any, Any] | None = request.META.get(KNOWN_CALLER)
        return known
