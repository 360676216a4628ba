"""Documents and plans over the API."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from agencies.api.authentication import caller
from agencies.api.bodies import sent
from agencies.api.etags import Shown
from agencies.api.lists import ReadViewSet
from plans.api.days import AS_OF, requested_day
from plans.api.permissions import ManagesPlans
from plans.api.serializers import (
    DocumentDetailSerializer,
    DocumentSerializer,
    PlanSerializer,
    ProvisionSerializer,
    SectionSerializer,
    TrackingSerializer,
)
from plans.filters import (
    DOCUMENT_ORDERINGS,
    PLAN_ORDERINGS,
    PROVISION_ORDERINGS,
    SECTION_ORDERINGS,
    DocumentFilter,
    PlanFilter,
    ProvisionFilter,
    SectionFilter,
)
from plans.models import Plan, Provision, Section, SourceDocument
from plans.models.documents import ProvisionQuerySet, SectionQuerySet, SourceDocumentQuerySet
from plans.models.plans import PlanQuerySet
from plans.services import tracking_close, tracking_open


class DocumentViewSet(ReadViewSet[SourceDocument]):
    """Source documents; one alone comes with its text, unchanged."""

    queryset = SourceDocument.objects.all()
    filterset_class = DocumentFilter
    orderings = DOCUMENT_ORDERINGS
    lookup_field = "file_name"
    lookup_value_regex = "[^/]+"

    def get_queryset(self) -> SourceDocumentQuerySet:
        """Those that the caller may see."""
        documents = SourceDocument.objects.visible_to(caller(self.request))
        if self.detail:
            return documents.prefetch_related("basis_documents__cited")
        return documents.defer("text")

    def get_serializer_class(self) -> type[BaseSerializer[SourceDocument]]:
        """More of one document than of many."""
        return DocumentDetailSerializer if self.detail else DocumentSerializer


class SectionViewSet(ReadViewSet[Section]):
    """Headings of the documents, in their order."""

    queryset = Section.objects.all()
    serializer_class = SectionSerializer
    filterset_class = SectionFilter
    orderings = SECTION_ORDERINGS

    def get_queryset(self) -> SectionQuerySet:
        """Those that the caller may see."""
        return Section.objects.visible_to(caller(self.request)).select_related("document")


class ProvisionViewSet(ReadViewSet[Provision]):
    """Sentences of the documents that number no tasks."""

    queryset = Provision.objects.all()
    serializer_class = ProvisionSerializer
    filterset_class = ProvisionFilter
    orderings = PROVISION_ORDERINGS

    def get_queryset(self) -> ProvisionQuerySet:
        """Those that the caller may see."""
        provisions = Provision.objects.visible_to(caller(self.request))
        return provisions.select_related("section__document")


@extend_schema_view(list=extend_schema(parameters=[AS_OF]), retrieve=extend_schema(parameters=[AS_OF]))
class PlanViewSet(ReadViewSet[Plan]):
    """Plans, newest first."""

    queryset = Plan.objects.all()
    serializer_class = PlanSerializer
    filterset_class = PlanFilter
    orderings = PLAN_ORDERINGS
    permission_classes = [IsAuthenticated, ManagesPlans]
    lookup_field = "code"
    lookup_value_regex = "[^/]+"
    query_parameters = ("as_of",)
    refuses = (409,)

    def get_queryset(self) -> PlanQuerySet:
        """Those that the caller may see, with their tracking on the day asked for."""
        plans = Plan.objects.visible_to(caller(self.request)).with_tracking(requested_day(self.request))
        return plans.select_related("document", "origin").prefetch_related("lead_rule_readings__decided_by")

    @extend_schema(request=TrackingSerializer)
    @action(detail=True, methods=["post"])
    def tracking(self, request: Request, **kwargs: Any) -> Response:
        """Begin tracking the plan from a day, move that day, or end tracking (office)."""
        plan, actor = self.get_object(), caller(request)
        asked = sent(request, TrackingSerializer)
        if asked["tracked_from"]:
            tracking_open(actor=actor, plan=plan, **asked)
        else:
            tracking_close(actor=actor, plan=plan, reason=asked["reason"])
        return Shown(self.get_serializer(self.get_object()).data)
