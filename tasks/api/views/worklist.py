"""What the caller writes reports about, as their page My tasks shows it."""

from __future__ import annotations

from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.authentication import caller
from agencies.api.lists import Listed
from plans.clock import today
from tasks.api.permissions import ReviewsReports
from tasks.api.serializers.worklist import WorkItemSerializer
from tasks.filters.orderings import WORK_ORDERINGS
from tasks.filters.work import WorkFilter
from tasks.models import Assignment
from tasks.models.assignments import AssignmentQuerySet
from tasks.summaries.worklist import work_items, worklist


class WorklistViewSet(Listed[Assignment]):
    """The caller's own worklist."""

    queryset = Assignment.objects.all()
    serializer_class = WorkItemSerializer
    filterset_class = WorkFilter
    orderings = WORK_ORDERINGS
    permission_classes = [IsAuthenticated, ReviewsReports]
    restricted = True

    def get_queryset(self) -> AssignmentQuerySet:
        """The parts of the caller's agency, for the office those of collectives."""
        return worklist(caller(self.request), today())

    def list(self, request: Request) -> Response:
        """Where each stands: what is owed first, the most urgent before the rest; then the rest by plan."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        items = work_items(page or (), caller(request), today())
        return self.get_paginated_response(self.get_serializer(items, many=True).data)
