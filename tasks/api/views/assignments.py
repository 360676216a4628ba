"""Assignments over the API: who was given what; the office gives and takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.authentication import caller
from agencies.api.bodies import sent
from agencies.api.etags import Shown
from agencies.api.exports import Exported
from agencies.api.lists import ReadViewSet
from agencies.downloads import FileName
from agencies.tables import Table
from plans.api.permissions import ManagesPlans
from plans.clock import today
from tasks.api.serializers.tasks import (
    AssignmentSerializer,
    AssignSerializer,
    ExpandSerializer,
    ReasonGivenSerializer,
)
from tasks.exports import assignment_table
from tasks.filters import AssignmentFilter
from tasks.filters.orderings import ASSIGNMENT_ORDERINGS
from tasks.models import Assignment
from tasks.models.assignments import AssignmentQuerySet
from tasks.services.assignments import Grant, agencies_assign, assignment_end, collective_expand
from tasks.services.consolidation import task_locked


class AssignmentViewSet(Exported[Assignment], ReadViewSet[Assignment]):
    """Assignments, also those that ended; `current=true` for those in force."""

    queryset = Assignment.objects.all()
    serializer_class = AssignmentSerializer
    filterset_class = AssignmentFilter
    orderings = ASSIGNMENT_ORDERINGS
    permission_classes = [IsAuthenticated, ManagesPlans]
    refuses = (409,)

    def get_queryset(self) -> AssignmentQuerySet:
        """Those that the caller may see."""
        assignments = Assignment.objects.visible_to(caller(self.request))
        return assignments.select_related("task__plan", "agency")

    def table(self, rows: QuerySet[Assignment], fields: Sequence[str]) -> Table:
        """Assignments."""
        return assignment_table(rows, fields)

    def export_name(self) -> FileName:
        """With the plan and the day."""
        return FileName(_("Assignments"), self.request.query_params.get("plan", ""), today())

    @extend_schema(request=AssignSerializer, responses={200: AssignmentSerializer(many=True)})
    def create(self, request: Request) -> Response:
        """Give tasks to agencies or change their role there (office); returns what changed."""
        asked = sent(request, AssignSerializer)
        grants = [Grant(**grant) for grant in asked.pop("agencies")]
        made = agencies_assign(actor=caller(request), grants=grants, **asked)
        return Response(self.representations(made))

    @extend_schema(request=ReasonGivenSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, **kwargs: Any) -> Response:
        """Take the task from the agency (office)."""
        assignment = self.get_object()
        assignment_end(actor=caller(request), assignment=assignment, **sent(request, ReasonGivenSerializer))
        return Shown(self.representation(assignment))

    @extend_schema(request=ExpandSerializer, responses=AssignmentSerializer(many=True))
    @action(detail=True, methods=["post"])
    def expand(self, request: Request, **kwargs: Any) -> Response:
        """Give a collective's part to its members (office); returns their assignments."""
        assignment = self.get_object()
        made = collective_expand(
            actor=caller(request), assignment=assignment, **sent(request, ExpandSerializer)
        )
        return Response(self.representations(made))

    def hold(self) -> None:
        """The task, where what is written about its parts queues."""
        task_locked(get_object_or_404(self.queryset, pk=self.kwargs["pk"]).task_id)

    def representation(self, assignment: Assignment) -> Any:
        """The assignment as a detail shows it."""
        return self.get_serializer(self.get_queryset().get(pk=assignment.pk)).data

    def representations(self, assignments: list[Assignment]) -> Any:
        """The same of several."""
        keys = [assignment.pk for assignment in assignments]
        return self.get_serializer(self.get_queryset().filter(pk__in=keys), many=True).data
