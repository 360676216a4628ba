"""Who may write over the API, said before the body of a request is looked at."""

from __future__ import annotations

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from agencies.api.permissions import offered, writes
from agencies.rules import is_office, writes_reports
from tasks import rules


class TakesPartInReporting(BasePermission):
    """Reading is for everyone signed in; writing for agencies' staff and the office.

    A reader may not even try. What exactly somebody may do is said by the services.
    """

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the caller may go on."""
        user = request.user
        return not writes(request, view) or writes_reports(user) or is_office(user)


class ReviewsReports(BasePermission):
    """For agencies' staff and the office, who have something to write or to decide."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the caller may go on."""
        return not offered(request, view) or rules.reviews(request.user)
