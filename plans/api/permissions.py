"""Who may ask for what, said before the body of a request is looked at."""

from __future__ import annotations

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from agencies.api.permissions import writes
from plans.rules import manages_plans


class ManagesPlans(BasePermission):
    """Reading is for everyone signed in, writing for the coordination office."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the caller may go on."""
        return not writes(request, view) or manages_plans(request.user)
