"""The addresses under `/api/`."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, URLResolver, include, path, re_path, reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from agencies.api.base import ApiView
from agencies.api.office import AuditEntryViewSet, PolicyView, PolicyViewSet
from agencies.api.views import AgencyViewSet, unknown_address
from config.api_docs import ApiDocsView, ApiEntryView, ApiSchemaView
from plans.api.views import DocumentViewSet, PlanViewSet, ProvisionViewSet, SectionViewSet
from tasks.api.views.assignments import AssignmentViewSet
from tasks.api.views.chases import ChaseViewSet
from tasks.api.views.consolidation import ConsolidationView, OpinionView, SynopsisView
from tasks.api.views.counts import AgencyProgressView, AgencyProgressViewSet, PlanTotalsView
from tasks.api.views.dates import (
    DueDateView,
    ExtensionRequestViewSet,
    MilestoneViewSet,
    WordingChangeView,
)
from tasks.api.views.duties import DutiesView
from tasks.api.views.evidence import EvidenceContentView, EvidenceView, ReportEvidenceView
from tasks.api.views.lights import LightLiftView, TaskLightView, ThresholdsView
from tasks.api.views.links import LinkSuggestionView, TaskLinkViewSet, ThreadView
from tasks.api.views.many_reviews import ConfirmManyView
from tasks.api.views.notices import MailChoicesView, NoticeViewSet
from tasks.api.views.readings import ReadingPreviewView, ReadingsView
from tasks.api.views.records import AgencyRecordView
from tasks.api.views.reports import ProgressReportViewSet
from tasks.api.views.rounds import ReportingRoundViewSet
from tasks.api.views.search import SearchView
from tasks.api.views.tasks import TaskViewSet
from tasks.api.views.traces import PlanCoverageView, PlanTraceViewSet, TaskOriginViewSet
from tasks.api.views.trends import PlanSinceView, PlanTrendView
from tasks.api.views.worklist import WorklistViewSet

app_name = "api"

ADDRESS = {"type": "string", "format": "uri"}


class RootView(ApiView):
    """What can be read by who knows no more than this address."""

    @extend_schema(responses={200: {"type": "object", "additionalProperties": ADDRESS}})
    def get(self, request: Request) -> Response:
        """The addresses, by their last part."""
        named = (pattern.name for pattern in version_1 if isinstance(pattern, URLPattern) and reads(pattern))
        addresses = [reverse(f"api:{name}") for name in named]
        return Response(
            {path.strip("/").rpartition("/")[2]: request.build_absolute_uri(path) for path in addresses}
        )


def reads(pattern: URLPattern) -> bool:
    """Whether the address is whole as it stands, the root apart, and there is something to GET."""
    view: Any = pattern.callback
    if pattern.pattern.regex.groups or view.cls is RootView:
        return False
    return "get" in getattr(view, "actions", ()) or hasattr(view.cls, "get")


router = SimpleRouter()
# First what scripts ask the most: addresses are tried one after the other.
router.register("tasks", TaskViewSet, basename="task")
router.register("agency-progress", AgencyProgressViewSet, basename="agency-progress")
router.register("progress-reports", ProgressReportViewSet, basename="progress-report")
router.register("assignments", AssignmentViewSet, basename="assignment")
router.register("documents", DocumentViewSet, basename="document")
router.register("sections", SectionViewSet, basename="section")
router.register("provisions", ProvisionViewSet, basename="provision")
router.register("plans", PlanViewSet, basename="plan")
router.register("task-origins", TaskOriginViewSet, basename="task-origin")
router.register("task-links", TaskLinkViewSet, basename="task-link")
router.register("milestones", MilestoneViewSet, basename="milestone")
router.register("extension-requests", ExtensionRequestViewSet, basename="extension-request")
router.register("rounds", ReportingRoundViewSet, basename="round")
router.register("chases", ChaseViewSet, basename="chase")
router.register("notices", NoticeViewSet, basename="notice")
router.register("audit-entries", AuditEntryViewSet, basename="audit-entry")
router.register("agencies", AgencyViewSet, basename="agency")
router.register("worklist", WorklistViewSet, basename="worklist")
router.register("reporting-policies", PolicyViewSet, basename="policy")

version_1: list[URLPattern | URLResolver] = [
    path("", RootView.as_view(), name="api-root"),
    *router.urls,
    path(
        "progress-reports/<int:pk>/evidence/", ReportEvidenceView.as_view(), name="progress-report-evidence"
    ),
    path("evidence/<int:pk>/", EvidenceView.as_view(), name="evidence-detail"),
    path("evidence/<int:pk>/content/", EvidenceContentView.as_view(), name="evidence-content"),
    path("tasks/<str:reference>/consolidation/", ConsolidationView.as_view(), name="consolidation"),
    path("tasks/<str:reference>/synopses/", SynopsisView.as_view(), name="synopses"),
    path("progress-reports/<int:pk>/opinions/", OpinionView.as_view(), name="opinions"),
    path("search/", SearchView.as_view(), name="search"),
    path("confirmations/", ConfirmManyView.as_view(), name="confirmations"),
    path("due-dates/", DueDateView.as_view(), name="due-dates"),
    path("wording-changes/", WordingChangeView.as_view(), name="wording-changes"),
    path("tasks/<str:reference>/light/", TaskLightView.as_view(), name="task-light"),
    path("tasks/<str:reference>/light/lift/", LightLiftView.as_view(), name="task-light-lift"),
    path(
        "tasks/<str:reference>/link-suggestions/", LinkSuggestionView.as_view(), name="task-link-suggestions"
    ),
    path("tasks/<str:reference>/thread/", ThreadView.as_view(), name="task-thread"),
    path("thresholds/", ThresholdsView.as_view(), name="thresholds"),
    path("mail-choices/", MailChoicesView.as_view(), name="mail-choices"),
    path("plans/<str:code>/readings/", ReadingsView.as_view(), name="plan-readings"),
    path("plans/<str:code>/readings/preview/", ReadingPreviewView.as_view(), name="plan-reading-preview"),
    path("agencies/<int:pk>/duties/", DutiesView.as_view(), name="agency-duties"),
    path("agencies/<int:pk>/policy/", PolicyView.as_view(), name="agency-policy"),
    path("plans/<str:code>/totals/", PlanTotalsView.as_view(), name="plan-totals"),
    path("plans/<str:code>/trace/", PlanTraceViewSet.as_view({"get": "list"}), name="plan-trace"),
    path("plans/<str:code>/coverage/", PlanCoverageView.as_view(), name="plan-coverage"),
    path("plans/<str:code>/since/", PlanSinceView.as_view(), name="plan-since"),
    path("plans/<str:code>/trend/", PlanTrendView.as_view(), name="plan-trend"),
    path("agencies/<int:pk>/record/", AgencyRecordView.as_view(), name="agency-record"),
    path("agencies/<int:pk>/progress/", AgencyProgressView.as_view(), name="agency-progress-detail"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/", include(version_1)),
    path("schema/", ApiSchemaView.as_view(), name="schema"),
    path("docs/", ApiDocsView.as_view(), name="docs"),
    path("", ApiEntryView.as_view(), name="entry"),
    re_path(".", unknown_address, name="unknown"),
]
