"""Tasks and their due dates over the API."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import viewsets
from rest_framework.generics import GenericAPIView, get_object_or_404
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from agencies.api.authentication import caller
from agencies.api.bodies import sent
from plans.api.days import AS_OF, requested_day
from plans.api.permissions import ManagesPlans
from plans.clock import end_of
from tasks.api.serializers.tasks import (
    DueDateChangeSerializer,
    DueDateSerializer,
    TaskDetailSerializer,
    TaskSerializer,
)
from tasks.filters import TaskFilter
from tasks.models import Assignment, DueDateChange, Task, state_sql
from tasks.models.assignments import AssignmentQuerySet
from tasks.models.task import TaskQuerySet
from tasks.services.due_dates import due_dates_set


@extend_schema_view(list=extend_schema(parameters=[AS_OF]), retrieve=extend_schema(parameters=[AS_OF]))
class TaskViewSet(viewsets.ReadOnlyModelViewSet[Task]):
    """Tasks as printed and how far they are; one alone says why its light has its colour."""

    queryset = Task.objects.all()
    filterset_class = TaskFilter
    lookup_field = "reference"
    lookup_value_regex = "[^/]+"
    query_parameters = ("as_of",)

    def get_queryset(self) -> TaskQuerySet:
        """Those that the caller may see, with their state and parts on the day asked for."""
        day = requested_day(self.request)
        tasks = Task.objects.visible_to(caller(self.request))
        if self.detail:
            tasks = tasks.referred_to(self.kwargs.get("reference", ""))
        tasks = tasks.with_state(day).select_related("plan", "section")
        tasks = tasks.prefetch_related(Prefetch("assignments", parts_on(day)))
        if self.detail:
            dates = DueDateChange.objects.filter(decided_at__lt=end_of(day)).select_related(
                "decided_by", "task__plan"
            )
            return tasks.prefetch_related(
                Prefetch("due_date_changes", dates), "transfers__from_agency", "transfers__to_agency"
            )
        return tasks

    def get_object(self) -> Task:
        """The task of the reference in the address."""
        return get_object_or_404(self.filter_queryset(self.get_queryset()))

    def filter_arguments(self) -> dict[str, Any]:
        """The day that the filters are about."""
        return {"day": requested_day(self.request)}

    def get_serializer_class(self) -> type[BaseSerializer[Task]]:
        """More of one task than of many."""
        return TaskDetailSerializer if self.detail else TaskSerializer

    def get_serializer_context(self) -> dict[str, Any]:
        """With the day, for the reasons of a light."""
        return {**super().get_serializer_context(), "day": requested_day(self.request)}


def parts_on(day: datetime.date) -> AssignmentQuerySet:
    """Assignments in force on `day`, each with what was last confirmed of it."""
    return (
        Assignment.objects.in_force_on(day)
        .select_related("agency")
        .annotate(
            confirmed_status=state_sql.latest_of_agency(day, "status"),
            confirmed_percent=state_sql.latest_of_agency(day, "percent"),
        )
    )


class DueDateView(GenericAPIView[DueDateChange]):
    """Due dates, which the office sets."""

    permission_classes = [IsAuthenticated, ManagesPlans]
    serializer_class = DueDateSerializer
    pagination_class = None
    filter_backends = []

    @extend_schema(responses=DueDateChangeSerializer(many=True))
    def post(self, request: Request) -> Response:
        """Set, move or take away the due date of all the tasks named, or of none; returns what changed."""
        changes = due_dates_set(actor=caller(request), **sent(request, DueDateSerializer))
        return Response(DueDateChangeSerializer(changes, many=True).data)
