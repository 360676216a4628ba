"""What every address of the API has in common."""

from __future__ import annotations

from rest_framework.views import APIView


class ApiView(APIView):
    """A view of the API; all of them are built on it, and a test holds them to it."""
