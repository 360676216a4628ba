"""催办 over the API: the office reminds agencies that owe a round, and they acknowledge it (签收)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.authentication import caller
from agencies.api.bodies import sent
from agencies.api.etags import Shown
from agencies.api.lists import ReadViewSet
from plans.api.permissions import ManagesPlans
from plans.clock import today
from tasks.api.permissions import TakesPartInReporting
from tasks.api.serializers.chases import ChaseSerializer, RemindedSerializer, RemindSerializer
from tasks.filters.notices import ChaseFilter
from tasks.filters.orderings import CHASE_ORDERINGS
from tasks.models import Chase
from tasks.models.chases import ChaseQuerySet
from tasks.services.chases import agencies_chase, chase_sign


class ChaseViewSet(ReadViewSet[Chase]):
    """The office's reminders 催办: the office sees all, an agency those that it was sent."""

    queryset = Chase.objects.all()
    serializer_class = ChaseSerializer
    filterset_class = ChaseFilter
    orderings = CHASE_ORDERINGS
    refuses = (409,)

    def get_permissions(self) -> Sequence[BasePermission]:
        """The office reminds; whoever takes part in reporting may try to acknowledge."""
        reminds = self.action == "create"
        return [IsAuthenticated(), ManagesPlans() if reminds else TakesPartInReporting()]

    def get_queryset(self) -> ChaseQuerySet:
        """Those that the caller may see."""
        chases = Chase.objects.visible_to(caller(self.request))
        return chases.select_related("agency", "chased_by", "acknowledged_by").prefetch_related("tasks__plan")

    @extend_schema(request=RemindSerializer, responses={201: RemindedSerializer})
    def create(self, request: Request) -> Response:
        """Remind agencies to answer a round that is under way, each once a day (office)."""
        said = sent(request, RemindSerializer)
        made = agencies_chase(actor=caller(request), reporting_round=said.pop("round"), day=today(), **said)
        chases = self.get_queryset().filter(pk__in=[chase.pk for chase in made.chases]).order_by("pk")
        reminded = {"chases": chases, "already": made.already, "unstaffed": made.unstaffed}
        return Response(RemindedSerializer(reminded, context=self.get_serializer_context()).data, status=201)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def sign(self, request: Request, **kwargs: Any) -> Response:
        """Acknowledge a reminder, once (staff of the agency)."""
        chase = self.get_object()
        chase_sign(actor=caller(request), chase=chase)
        return Shown(self.get_serializer(self.get_object()).data)
