"""What an agency was asked and given, over the API."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.authentication import caller
from agencies.api.base import ApiView
from agencies.models import Agency
from agencies.models.agency import AgencyQuerySet
from plans.api.days import AS_OF, given_day, requested_day
from plans.models import Plan
from tasks import rules
from tasks.api.serializers.records import AgencyRecordSerializer
from tasks.api.views.counts import ROLLUP
from tasks.lineage import assignments_of
from tasks.summaries.over_plans import counts_over_plans
from tasks.summaries.records import agency_record

ROUND = OpenApiParameter("round", OpenApiTypes.STR, description="Key of a round: list its parts too.")


class AgencyRecordView(ApiView, GenericAPIView[Agency]):
    """One agency's plans and its reporting record."""

    serializer_class = AgencyRecordSerializer
    query_parameters = ("as_of", "rollup", "round")

    def get_queryset(self) -> AgencyQuerySet:
        """Those that the caller may see."""
        return Agency.objects.visible_to(caller(self.request))

    @extend_schema(parameters=[AS_OF, ROLLUP, ROUND])
    def get(self, request: Request, **kwargs: Any) -> Response:
        """Plan by plan, round by round, by role; with `rollup` as carried on that day.

        A round that is not over is there for the office, the agency itself and, of shares, the task's lead.
        """
        agency, day, user = self.get_object(), requested_day(request), caller(request)
        rollup, key = given_day(request, "rollup"), request.query_params.get("round")
        held = assignments_of(agency, rollup, day).visible_to(user)
        record = agency_record(held, user, day)
        plans = list(Plan.objects.visible_to(user).order_by("year", "code"))
        said = {
            "agency": agency,
            "plans": counts_over_plans(agency, held.in_force_on(day), plans, day),
            "rounds": record.rounds,
            "roles": record.roles,
            "parts": [part for part in record.parts if str(part.round.pk) == key],
        }
        sees_returns = rules.sees_reviews_of(user, agency, carried=rollup is not None)
        context = {**self.get_serializer_context(), "sees_returns": sees_returns}
        return Response(AgencyRecordSerializer(said, context=context).data)
