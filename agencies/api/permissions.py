"""Who may call at all, said before the body of a request is looked at."""

from __future__ import annotations

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from agencies.api.handlers import handler_of
from agencies.rules import administers_users, is_office


class IsOffice(BasePermission):
    """Reading and writing for the coordination office alone."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the caller may go on."""
        return not offered(request, view) or is_office(request.user)


class SetsPolicies(BasePermission):
    """Reading and writing for the coordination office and those who administer users."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the caller may go on."""
        allowed = is_office(request.user) or administers_users(request.user)
        return allowed or not offered(request, view)


def offered(request: Request, view: APIView) -> bool:
    """Whether the address has this method at all; one that it has not is a 405 for everyone."""
    return handler_of(view, request) is not None


def writes(request: Request, view: APIView) -> bool:
    """Whether this would write."""
    return request.method not in SAFE_METHODS and offered(request, view)
