"""溯源 over the API: from the sentences of a document to tasks, and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Substr
from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.authentication import caller
from agencies.api.exports import Exported
from agencies.api.lists import ReadViewSet, Unpaged
from agencies.downloads import FileName
from agencies.tables import Table
from plans.api.days import AS_OF, requested_day
from plans.models import Plan, Provision, SourceDocument
from plans.models.documents import ProvisionQuerySet
from tasks.api.serializers.traces import (
    OriginSerializer,
    PlanCoverageSerializer,
    TracedProvisionSerializer,
)
from tasks.exports import trace_table
from tasks.filters.orderings import ORIGIN_ORDERINGS, TRACE_ORDERINGS
from tasks.filters.traces import TaskOriginFilter, TraceFilter
from tasks.models import TaskOrigin
from tasks.models.origins import TaskOriginQuerySet
from tasks.summaries.coverage import coverage_in_all, coverage_of, unassigned_in
from tasks.summaries.strands import DividedSentence
from tasks.summaries.traces import TracedProvision, provisions_of, sentences_of, traced


class TaskOriginViewSet(ReadViewSet[TaskOrigin]):
    """Where tasks took their words from, in the document that their plan divides up."""

    queryset = TaskOrigin.objects.all()
    serializer_class = OriginSerializer
    filterset_class = TaskOriginFilter
    orderings = ORIGIN_ORDERINGS

    def get_queryset(self) -> TaskOriginQuerySet:
        """Those that the caller may see, each with what is `printed` there."""
        origins = TaskOrigin.objects.visible_to(caller(self.request)).select_related("task__plan")
        text = Substr("task__plan__origin__text", F("start") + 1, F("end") - F("start"))
        return origins.annotate(printed=text, document=F("task__plan__origin__file_name"))


def divided(request: Request, code: str) -> tuple[Plan, SourceDocument]:
    """The plan of that code with the document that it divides up; 404 where it divides none."""
    plans = Plan.objects.visible_to(caller(request)).select_related("origin")
    plan: Plan = get_object_or_404(plans, code=code)
    if plan.origin is None:
        raise Http404
    return plan, plan.origin


class PlanTraceViewSet(Exported[Provision]):
    """The sentences of the document that a plan divides up, with the tasks that they went into."""

    queryset = Provision.objects.all()
    serializer_class = TracedProvisionSerializer
    filterset_class = TraceFilter
    orderings = TRACE_ORDERINGS
    follows_data = True
    query_parameters = ("as_of",)

    @cached_property
    def divided(self) -> tuple[Plan, SourceDocument]:
        """The plan and its document, once a request."""
        return divided(self.request, self.kwargs["code"])

    @cached_property
    def sentences(self) -> Sequence[DividedSentence]:
        """All sentences in their strands, once a request."""
        plan, document = self.divided
        return sentences_of(document, plan, caller(self.request))

    def get_queryset(self) -> ProvisionQuerySet:
        """Those that the caller may see."""
        return provisions_of(self.divided[1], caller(self.request)).select_related("section")

    def filter_arguments(self) -> dict[str, Any]:
        """What became of the sentences."""
        return {"sentences": self.sentences}

    @extend_schema(parameters=[AS_OF])
    def list(self, request: Request, **kwargs: Any) -> HttpResponseBase:
        """In the order of the document; of each strand what became of it, and how far its tasks are."""
        return self.exported(request) or self.page()

    def page(self) -> Response:
        """The page asked for."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(self.json_rows(page or ()), many=True).data)

    def json_rows(self, rows: Iterable[Provision]) -> Sequence[TracedProvision]:
        """The same sentences with their strands and tasks."""
        by_key = {one.provision.pk: one for one in self.sentences}
        wanted = [by_key[row.pk] for row in rows]
        return traced(self.divided[0], wanted, caller(self.request), requested_day(self.request))

    def table(self, rows: QuerySet[Provision], fields: Sequence[str]) -> Table:
        """A row for each strand and task."""
        return trace_table(self.json_rows(rows), fields)

    def export_name(self) -> FileName:
        """With the plan and the day."""
        return FileName(_("Traceability"), self.divided[0].code, requested_day(self.request))


class PlanCoverageView(Unpaged[Plan]):
    """How much of a document was given out."""

    queryset = Plan.objects.all()
    serializer_class = PlanCoverageSerializer
    follows_data = True

    def get(self, request: Request, code: str) -> Response:
        """By section; and what of it was given to nobody."""
        plan, document = divided(request, code)
        sentences = sentences_of(document, plan, caller(request))
        found = {
            "document": document,
            "coverage": coverage_in_all(sentences),
            "sections": coverage_of(document, sentences),
            "left": [one.strand for one in unassigned_in(sentences)],
        }
        return Response(self.get_serializer(found).data)
