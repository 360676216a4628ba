"""How plans stood round after round, over the API."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.authentication import caller
from agencies.api.base import ApiView
from plans.api.days import AS_OF, requested_day
from plans.clock import today
from plans.models import Plan
from plans.models.plans import PlanQuerySet
from tasks.api.serializers.trends import RoundThenSerializer, SinceSerializer
from tasks.summaries.since import since_last_round
from tasks.summaries.trend import rounds_then


class OfPlanView(ApiView, GenericAPIView[Plan]):
    """What is said of one plan as of a day."""

    follows_data = True
    lookup_field = "code"
    query_parameters = ("as_of",)
    pagination_class = None
    filter_backends = ()

    def get_queryset(self) -> PlanQuerySet:
        """Those that the caller may see."""
        return Plan.objects.visible_to(caller(self.request))


class PlanTrendView(OfPlanView):
    """How a plan stood at the end of its rounds."""

    serializer_class = RoundThenSerializer

    @extend_schema(parameters=[AS_OF], responses=RoundThenSerializer(many=True))
    def get(self, request: Request, **kwargs: Any) -> Response:
        """Of every closed round, the last closed first, by what was known at the end of that day.

        Each task counts once. How the plan stands now says `totals`.
        """
        then = rounds_then(self.get_object(), requested_day(request))
        return Response(RoundThenSerializer(then, many=True).data)


class PlanSinceView(OfPlanView):
    """How a plan has moved on since its last round."""

    serializer_class = SinceSerializer

    @extend_schema(parameters=[AS_OF])
    def get(self, request: Request, **kwargs: Any) -> Response:
        """What turned red since the last round was closed, and who owes the one that is open.

        The office sees every agency, an agency itself and the shares of the tasks that it leads.
        """
        plan, day = self.get_object(), requested_day(request)
        since = since_last_round(caller(request), plan, day, may_change=day >= today())
        return Response(SinceSerializer(since).data)
