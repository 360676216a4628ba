"""What every address of the API has in common."""

from __future__ import annotations

from agencies.api.scopes import Scoped


class ApiView(Scoped):
    """A view of the API; all of them are built on it, and a test holds them to it."""
