"""What the caller writes reports about, as their page My tasks shows it."""

from __future__ import annotations

from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.authentication import caller
from agencies.api.lists import Unpaged
from plans.clock import today
from tasks.api.permissions import ReviewsReports
from tasks.api.serializers.worklist import WorklistSerializer
from tasks.models import Assignment
from tasks.summaries.worklist import worklist


class WorklistView(Unpaged[Assignment]):
    """The caller's own worklist."""

    permission_classes = [IsAuthenticated, ReviewsReports]
    serializer_class = WorklistSerializer
    restricted = True

    def get(self, request: Request) -> Response:
        """The parts of the caller's agency, for the office those of collectives, with where each stands."""
        work = worklist(caller(request), today())
        rest = [item for plan in work.plans for item in plan.items if not item.owed]
        return Response(WorklistSerializer({"results": [*work.owed, *rest]}).data)
