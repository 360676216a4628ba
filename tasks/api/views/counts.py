"""Counts by plan and by agency over the API."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import CharField, F, QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.authentication import caller
from agencies.api.base import ApiView
from agencies.api.exports import Exported
from agencies.api.lists import asked_fields
from agencies.api.pagination import CursorPagination
from agencies.downloads import FileName
from agencies.filters import AGENCY_ORDERINGS
from agencies.models import Agency
from agencies.models.agency import AgencyQuerySet
from agencies.picking import Beside, Picked, pick, picked
from agencies.slots import Slot, sees_all
from agencies.tables import Table
from plans.api.days import AS_OF, given_day, requested_day
from plans.models import Plan, Section
from plans.models.plans import PlanQuerySet
from tasks.api.json_rows.agency_rows import FIELDS, agency_page
from tasks.api.json_rows.pages import in_json
from tasks.api.serializers.counts import AgencyProgressSerializer, PlanTotalsSerializer
from tasks.exports import agency_table
from tasks.filters.choices import no_such_plan
from tasks.lineage import assignments_of
from tasks.summaries import (
    AgencyCounts,
    Tallied,
    agency_counts,
    counts_of_agencies,
    counts_of_parts,
    having,
    parts_of,
    tallied,
    totals_of,
)

PLAN_KEY: Beside = (("plan_key", F("document__plan")),)

PLAN = OpenApiParameter("plan", OpenApiTypes.STR, description="Code of a plan; left out: all plans.")

ROLLUP = OpenApiParameter(
    "rollup",
    OpenApiTypes.DATE,
    description="Count what the agency carries on this day, its predecessors' tasks with its own.",
)


def requested_plan(request: Request) -> Plan | None:
    """The plan of `?plan=`, None for all; raises `ValidationError` (400) where there is no such plan."""
    code = request.query_params.get("plan")
    if not code:
        return None
    plans = Plan.objects.visible_to(caller(request))
    plan = pick(plans, "code", code)
    if plan is None:
        raise ValidationError({"plan": no_such_plan(code, plans)})
    return plan


class PlanTotalsView(ApiView, GenericAPIView[Plan]):
    """A plan's totals: each task counts once."""

    serializer_class = PlanTotalsSerializer
    follows_data = True
    lookup_field = "code"
    query_parameters = ("as_of",)

    def get_queryset(self) -> PlanQuerySet:
        """Those that the caller may see."""
        return Plan.objects.visible_to(caller(self.request))

    @extend_schema(parameters=[AS_OF])
    def get(self, request: Request, **kwargs: Any) -> Response:
        """By status and by light, for the plan and its top sections."""
        sections: list[Any] = self.sections()
        plan = sections[0].plan_key if sections else self.get_object().pk
        totals = totals_of(plan, requested_day(request), sections)
        return Response(PlanTotalsSerializer(totals).data)

    def sections(self) -> list[Section]:
        """The sections of the plan asked for, each with its key; none where there is no such plan."""
        plans, code = self.get_queryset(), self.kwargs["code"]
        if "\0" in code:
            # PostgreSQL refuses to look for a null character.
            return []
        if sees_all(plans):
            return _sections_of_plan(plans.db).rows({"code": code})
        found = Section.objects.filter(document__plan__in=plans.filter(code=code))
        return list(found.annotate(**dict(PLAN_KEY)))


@lru_cache(maxsize=2)
def _sections_of_plan(database: str) -> Picked[Section]:
    found = Section.objects.using(database).filter(document__plan__code=Slot("code", CharField()))
    return picked(found, beside=PLAN_KEY)


class AgencyProgressView(ApiView, GenericAPIView[Agency]):
    """One agency's three counts."""

    serializer_class = AgencyProgressSerializer
    follows_data = True
    query_parameters = ("as_of", "plan", "rollup")

    def get_queryset(self) -> AgencyQuerySet:
        """Those that the caller may see."""
        return Agency.objects.visible_to(caller(self.request))

    @extend_schema(parameters=[PLAN, AS_OF, ROLLUP])
    def get(self, request: Request, **kwargs: Any) -> Response:
        """As lead, by duty and as participant, also where it has nothing."""
        agency, plan, day = self.get_object(), requested_plan(request), requested_day(request)
        rollup = given_day(request, "rollup")
        if rollup is None:
            return Response(self.get_serializer(agency_counts(plan, day, [agency])[0]).data)
        carried = assignments_of(agency, rollup, day).visible_to(caller(request))
        if plan is not None:
            carried = carried.filter(task__plan=plan)
        counts = counts_of_parts(agency, parts_of(carried.in_force_on(day), day))
        return Response(self.get_serializer(counts).data)


class AgencyProgressViewSet(Exported[Agency]):
    """The three counts of every agency that has a part, by name; no order of merit."""

    queryset = Agency.objects.all()
    serializer_class = AgencyProgressSerializer
    follows_data = True
    orderings = AGENCY_ORDERINGS
    query_parameters = ("as_of", "plan")

    @cached_property
    def plan(self) -> Plan | None:
        """The plan asked for, None for all."""
        return requested_plan(self.request)

    @cached_property
    def found(self) -> Tallied:
        """The parts of all agencies counted, once a request."""
        return tallied(self.plan, requested_day(self.request))

    def get_queryset(self) -> AgencyQuerySet:
        """Those that the caller may see and that have a part."""
        return Agency.objects.visible_to(caller(self.request)).filter(pk__in=having(self.found))

    @extend_schema(parameters=[PLAN, AS_OF])
    def list(self, request: Request) -> HttpResponseBase:
        """As lead, by duty and as participant. The rows do not add up to a plan's totals."""
        return self.exported(request) or self.written_page(request) or self.page(request)

    def written_page(self, request: Request) -> HttpResponse | None:
        """The page asked for as the database writes it; None where it has to be counted."""
        pages, fields = CursorPagination(), asked_fields(request, FIELDS)
        visible, day = Agency.objects.visible_to(caller(request)), requested_day(request)
        asked = pages.ask(request, self.orderings)
        page = agency_page(visible, self.plan, day, asked, fields)
        if page is None:
            return None
        if pages.counts:
            pages.count(self.get_queryset())
        head, headers = pages.head(page)
        return HttpResponse(in_json(head, page), content_type=JSONRenderer.media_type, headers=headers)

    def page(self, request: Request) -> Response:
        """The same, counted and put together here."""
        page = self.paginate_queryset(self.get_queryset())
        counts = self.json_rows(page or ())
        return self.get_paginated_response(self.get_serializer(counts, many=True).data)

    def json_rows(self, rows: Iterable[Agency]) -> Sequence[AgencyCounts]:
        """Their counts."""
        return counts_of_agencies(rows, self.found)

    def table(self, rows: QuerySet[Agency], fields: Sequence[str]) -> Table:
        """Their counts, a column for each."""
        return agency_table(self.json_rows(rows), fields)

    def export_name(self) -> FileName:
        """With the plan and the day."""
        plan = self.request.query_params.get("plan", "")
        return FileName(_("Progress by agency"), plan, requested_day(self.request))
