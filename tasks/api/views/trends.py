"""How plans stood round after round, over the API."""

from __future__ import annotations

from typing import Any

from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.authentication import caller
from agencies.api.exports import WithFiles, asks_for_file
from agencies.api.schema import TABLE_FORMAT
from agencies.downloads import FileKind, FileName, file_response
from agencies.tables import Table
from plans.api.days import AS_OF, requested_day
from plans.clock import today
from plans.models import Plan
from plans.models.plans import PlanQuerySet
from tasks.api.serializers.trends import RoundThenSerializer, SinceSerializer
from tasks.exports import since_table, trend_table
from tasks.summaries.since import all_turned_red, since_last_round
from tasks.summaries.trend import rounds_then


class OfPlanView(WithFiles, GenericAPIView[Plan]):
    """What is said of one plan as of a day; as CSV or XLSX a table."""

    follows_data = True
    lookup_field = "code"
    query_parameters = ("as_of", "format")
    pagination_class = None
    filter_backends = ()

    def get_queryset(self) -> PlanQuerySet:
        """Those that the caller may see."""
        return Plan.objects.visible_to(caller(self.request))

    def file(self, table: Table, name: FileName) -> HttpResponseBase:
        """`table` as the kind of file that was asked for."""
        renderer: Any = self.request.accepted_renderer
        return file_response(table, FileKind(renderer.format), name)


class PlanTrendView(OfPlanView):
    """How a plan stood at the end of its rounds."""

    serializer_class = RoundThenSerializer

    @extend_schema(parameters=[AS_OF, TABLE_FORMAT], responses=RoundThenSerializer(many=True))
    def get(self, request: Request, **kwargs: Any) -> HttpResponseBase:
        """Of every closed round, the last closed first, by what was known at the end of that day.

        Each task counts once. How the plan stands now says `totals`.
        """
        plan, day = self.get_object(), requested_day(request)
        then = rounds_then(plan, day)
        if asks_for_file(request):
            return self.file(trend_table(then), FileName(_("Progress by round"), plan.code, day))
        return Response(RoundThenSerializer(then, many=True).data)


class PlanSinceView(OfPlanView):
    """How a plan has moved on since its last round."""

    serializer_class = SinceSerializer

    @extend_schema(parameters=[AS_OF, TABLE_FORMAT])
    def get(self, request: Request, **kwargs: Any) -> HttpResponseBase:
        """What turned red since the last round was closed, and who owes the one that is open.

        The office sees every agency, an agency itself and the shares of the tasks that it leads. A file has
        every task that turned red.
        """
        plan, day = self.get_object(), requested_day(request)
        since = since_last_round(caller(request), plan, day, may_change=day >= today())
        if asks_for_file(request):
            table = since_table(since, all_turned_red(caller(request), since, day))
            return self.file(table, FileName(_("Since the last round"), plan.code, day))
        return Response(SinceSerializer(since).data)
