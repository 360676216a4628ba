"""Reporting rounds over the API: who owes what; the office opens, extends and closes."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.serializers import BaseSerializer

from agencies.api.authentication import caller
from agencies.api.bodies import sent
from agencies.api.etags import Shown
from agencies.api.lists import ReadViewSet
from plans.api.days import AS_OF, requested_day
from plans.api.permissions import ManagesPlans
from plans.clock import today
from plans.models import Plan
from tasks.api.serializers.rounds import (
    ReportingRoundSerializer,
    RoundCloseSerializer,
    RoundDetailSerializer,
    RoundExtendSerializer,
    RoundOpenSerializer,
)
from tasks.filters import RoundFilter
from tasks.filters.orderings import ROUND_ORDERINGS
from tasks.models import ReportingRound
from tasks.models.rounds import ReportingRoundQuerySet
from tasks.services.rounds import round_close, round_extend, round_open
from tasks.summaries.rounds import parts_asked


@extend_schema_view(list=extend_schema(parameters=[AS_OF]), retrieve=extend_schema(parameters=[AS_OF]))
class ReportingRoundViewSet(ReadViewSet[ReportingRound]):
    """Reporting rounds, newest first."""

    queryset = ReportingRound.objects.all()
    filterset_class = RoundFilter
    orderings = ROUND_ORDERINGS
    permission_classes = [IsAuthenticated, ManagesPlans]
    query_parameters = ("as_of",)
    refuses = (409,)

    def get_queryset(self) -> ReportingRoundQuerySet:
        """Those that the caller may see, with their state on the day asked for."""
        rounds = ReportingRound.objects.visible_to(caller(self.request))
        return rounds.with_state(requested_day(self.request)).select_related("plan", "opened_by")

    def get_serializer_class(self) -> type[BaseSerializer[ReportingRound]]:
        """More of one round than of many."""
        return ReportingRoundSerializer if self.action == "list" else RoundDetailSerializer

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One round with who owes what in it."""
        return Response(self.representation(self.get_object()))

    @extend_schema(request=RoundOpenSerializer, responses={201: RoundDetailSerializer})
    def create(self, request: Request) -> Response:
        """Open a round (office): everyone with a part in its tasks owes a report until `due_on`."""
        opened = round_open(actor=caller(request), day=today(), **sent(request, RoundOpenSerializer))
        address = reverse("api:round-detail", [opened.pk], request=request)
        return Shown(self.now(opened), status=201, headers={"Location": address})

    @extend_schema(request=RoundExtendSerializer)
    @action(detail=True, methods=["post"])
    def extend(self, request: Request, **kwargs: Any) -> Response:
        """Give more time (office)."""
        asked = self.get_object()
        said = sent(request, RoundExtendSerializer)
        round_extend(actor=caller(request), reporting_round=asked, day=today(), **said)
        return Shown(self.now(asked))

    @extend_schema(request=RoundCloseSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, **kwargs: Any) -> Response:
        """End the round (office): what is not submitted counts as missed."""
        asked = self.get_object()
        round_close(actor=caller(request), reporting_round=asked, **sent(request, RoundCloseSerializer))
        return Shown(self.now(asked))

    def hold(self) -> None:
        """The plan before its round, as where one is extended."""
        asked = get_object_or_404(self.queryset, pk=self.kwargs["pk"])
        Plan.objects.select_for_update(no_key=True).get(pk=asked.plan_id)
        super().hold()

    def now(self, reporting_round: ReportingRound) -> Any:
        """The round as it is after a change."""
        return self.representation(self.get_queryset().get(pk=reporting_round.pk))

    def representation(self, reporting_round: ReportingRound) -> Any:
        """The round, with its state, as a detail shows it."""
        day = requested_day(self.request)
        may_change = day >= today()
        parts = parts_asked(reporting_round, caller(self.request), day, may_change=may_change)
        context = {**self.get_serializer_context(), "day": day, "parts": parts}
        return RoundDetailSerializer(reporting_round, context=context).data
