"""Due dates, milestones, requests for later dates and adjusted wordings over the API."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from agencies.api.authentication import caller
from agencies.api.base import ApiView
from agencies.api.bodies import sent
from agencies.api.etags import Shown
from agencies.api.lists import ReadViewSet, Unpaged
from plans.api.days import AS_OF, requested_day
from plans.api.permissions import ManagesPlans
from plans.clock import today
from tasks.api.permissions import TakesPartInReporting
from tasks.api.serializers.dates import (
    DueDateChangeSerializer,
    DueDateSerializer,
    ExtensionAskSerializer,
    ExtensionGrantSerializer,
    ExtensionRefuseSerializer,
    ExtensionRequestSerializer,
    MilestoneAddSerializer,
    MilestoneMoveSerializer,
    MilestoneSerializer,
    WordingChangeSerializer,
    WordingSerializer,
)
from tasks.api.serializers.tasks import ReasonGivenSerializer
from tasks.filters.dates import ExtensionRequestFilter
from tasks.filters.orderings import EXTENSION_ORDERINGS
from tasks.models import DueDateChange, ExtensionRequest, Milestone, WordingChange
from tasks.models.milestones import ExtensionRequestQuerySet, MilestoneQuerySet
from tasks.services.due_dates import due_dates_set
from tasks.services.extensions import (
    extension_ask,
    extension_grant,
    extension_refuse,
    extension_withdraw,
)
from tasks.services.milestones import milestone_add, milestone_end, milestone_move
from tasks.services.wordings import wording_change
from tasks.summaries.task_dates import task_dates


class DueDateView(Unpaged[DueDateChange]):
    """Due dates, which the office sets."""

    permission_classes = [IsAuthenticated, ManagesPlans]
    serializer_class = DueDateSerializer

    @extend_schema(responses=DueDateChangeSerializer(many=True))
    def post(self, request: Request) -> Response:
        """Set, move or take away the due date of all the tasks named, or of none; returns what changed."""
        changes = due_dates_set(actor=caller(request), **sent(request, DueDateSerializer))
        return Response(DueDateChangeSerializer(changes, many=True).data)


class WordingChangeView(Unpaged[WordingChange]):
    """Adjusted wordings; they are read with their task."""

    permission_classes = [IsAuthenticated, ManagesPlans]
    serializer_class = WordingSerializer

    @extend_schema(responses={201: WordingChangeSerializer})
    def post(self, request: Request) -> Response:
        """Adjust the wording of a task by a document (office)."""
        change = wording_change(actor=caller(request), **sent(request, WordingSerializer))
        return Response(WordingChangeSerializer(change).data, status=201)


class MilestoneViewSet(ApiView, viewsets.GenericViewSet[Milestone]):
    """Milestones, which the office sets; they are read with their task."""

    queryset = Milestone.objects.all()
    serializer_class = MilestoneSerializer
    permission_classes = [IsAuthenticated, ManagesPlans]
    refuses = (409,)

    def get_queryset(self) -> MilestoneQuerySet:
        """Those that the caller may see."""
        return Milestone.objects.visible_to(caller(self.request)).select_related("task")

    @extend_schema(request=MilestoneAddSerializer, responses={201: MilestoneSerializer})
    def create(self, request: Request) -> Response:
        """Add a step to a task (office)."""
        milestone = milestone_add(actor=caller(request), **sent(request, MilestoneAddSerializer))
        address = reverse("api:milestone-detail", [milestone.pk], request=request)
        return Shown(self.representation(milestone), status=201, headers={"Location": address})

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        """One milestone as it is now."""
        return Response(self.representation(self.get_object()))

    @extend_schema(request=MilestoneMoveSerializer)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, **kwargs: Any) -> Response:
        """Set or move its date (office)."""
        milestone = self.get_object()
        milestone_move(actor=caller(request), milestone=milestone, **sent(request, MilestoneMoveSerializer))
        return Shown(self.representation(milestone))

    @extend_schema(request=ReasonGivenSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, **kwargs: Any) -> Response:
        """Take it out of the count from now on (office)."""
        milestone = self.get_object()
        milestone_end(actor=caller(request), milestone=milestone, **sent(request, ReasonGivenSerializer))
        return Shown(self.representation(milestone))

    def representation(self, milestone: Milestone) -> Any:
        """The milestone as it is now."""
        dates = task_dates(milestone.task, caller(self.request), today(), may_change=False)
        rows = [*dates.milestones, *dates.ended]
        row = next(row for row in rows if row.milestone.pk == milestone.pk)
        return MilestoneSerializer(row).data


@extend_schema_view(list=extend_schema(parameters=[AS_OF]), retrieve=extend_schema(parameters=[AS_OF]))
class ExtensionRequestViewSet(ReadViewSet[ExtensionRequest]):
    """Requests for later dates: the office sees all, an agency its own."""

    queryset = ExtensionRequest.objects.all()
    serializer_class = ExtensionRequestSerializer
    filterset_class = ExtensionRequestFilter
    orderings = EXTENSION_ORDERINGS
    permission_classes = [IsAuthenticated, TakesPartInReporting]
    query_parameters = ("as_of",)
    refuses = (409,)

    def get_queryset(self) -> ExtensionRequestQuerySet:
        """Those that the caller may see, asked for by the end of the day asked for."""
        requests = ExtensionRequest.objects.visible_to(caller(self.request))
        return requests.recorded_by(requested_day(self.request)).select_related(
            "task__plan", "agency", "asked_by", "decided_by", "granted_change"
        )

    def get_serializer_context(self) -> dict[str, Any]:
        """With the day, for the state of a request."""
        return {**super().get_serializer_context(), "day": requested_day(self.request)}

    @extend_schema(request=ExtensionAskSerializer, responses={201: ExtensionRequestSerializer})
    def create(self, request: Request) -> Response:
        """Ask for a later date, until the due date itself (staff of a lead or by duty)."""
        said = sent(request, ExtensionAskSerializer)
        agency = said.pop("agency", caller(request).agency)
        if agency is None:
            raise ValidationError({"agency": [_("Say which agency asks.")]})
        asked = extension_ask(actor=caller(request), agency=agency, day=today(), **said)
        address = reverse("api:extension-request-detail", [asked.pk], request=request)
        return Shown(self.representation(asked), status=201, headers={"Location": address})

    @extend_schema(request=ExtensionGrantSerializer)
    @action(detail=True, methods=["post"])
    def grant(self, request: Request, **kwargs: Any) -> Response:
        """Move the task's date (office, never who asked)."""
        asked = self.get_object()
        extension_grant(actor=caller(request), request=asked, **sent(request, ExtensionGrantSerializer))
        return Shown(self.representation(asked))

    @extend_schema(request=ExtensionRefuseSerializer)
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, **kwargs: Any) -> Response:
        """Leave the date as it is, with a reason (office, never who asked)."""
        asked = self.get_object()
        extension_refuse(actor=caller(request), request=asked, **sent(request, ExtensionRefuseSerializer))
        return Shown(self.representation(asked))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, **kwargs: Any) -> Response:
        """Take it back while nobody has decided (staff of the agency that asked)."""
        asked = self.get_object()
        extension_withdraw(actor=caller(request), request=asked)
        return Shown(self.representation(asked))

    def representation(self, request: ExtensionRequest) -> Any:
        """The request as it is now; None where the caller may not see it."""
        current = self.get_queryset().filter(pk=request.pk).first()
        return self.get_serializer(current).data if current else None
