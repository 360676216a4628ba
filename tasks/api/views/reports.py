"""Progress reports over the API: written, submitted, decided about, by the services the pages call."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
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
from agencies.api.exports import Exported
from agencies.api.lists import ReadViewSet, asked_fields
from agencies.downloads import FileName
from agencies.tables import Table
from plans.api.days import AS_OF, past_day
from plans.clock import today
from tasks.api.json_rows.report_rows import texts
from tasks.api.permissions import TakesPartInReporting
from tasks.api.serializers.reports import (
    ConfirmSerializer,
    ProgressReportSerializer,
    ReopenSerializer,
    ReportContentSerializer,
    ReportCreateSerializer,
)
from tasks.api.serializers.rounds import NoChangeSerializer, SubmitSerializer
from tasks.api.serializers.tasks import ReasonGivenSerializer
from tasks.api.views.many_reports import WritesMany
from tasks.enums import Status
from tasks.exports import report_table
from tasks.exports.reports import concerns
from tasks.filters import ProgressReportFilter
from tasks.filters.orderings import REPORT_ORDERINGS
from tasks.models import ProgressReport
from tasks.models.reports import ProgressReportQuerySet
from tasks.services import reports, reviews
from tasks.services.consolidation import task_locked
from tasks.services.no_change import report_no_change
from tasks.services.reopening import report_reopen
from tasks.services.report_content import ConfirmedValue, ReportContent, content_of
from tasks.summaries.known_reports import as_known_on
from tasks.summaries.report_parts import report_parts
from tasks.summaries.review_queue import with_handed_in_at


@extend_schema_view(list=extend_schema(parameters=[AS_OF]))
class ProgressReportViewSet(WritesMany, Exported[ProgressReport], ReadViewSet[ProgressReport]):
    """Progress reports: confirmed ones for everyone, the others for whom they concern."""

    queryset = ProgressReport.objects.all()
    serializer_class = ProgressReportSerializer
    filterset_class = ProgressReportFilter
    orderings = REPORT_ORDERINGS
    permission_classes = [IsAuthenticated, TakesPartInReporting]
    refuses = (409,)

    def get_queryset(self) -> ProgressReportQuerySet:
        """Those that the caller may see, with the decisions that the caller may see."""
        reader = caller(self.request)
        known: Any = ProgressReport.objects.visible_to(reader, opinions_on=today())
        known = with_handed_in_at(known).annotate(concerns_reader=concerns(reader))
        if self.past:
            known = as_known_on(known, self.past)
        found: ProgressReportQuerySet = known.select_related(
            "task__plan", "agency", "created_by", "submitted_by"
        ).prefetch_related(*report_parts(reader, self.past).prefetches)
        return found

    def json_texts(self, serializer: BaseSerializer[Any], rows: QuerySet[Any]) -> Iterable[str]:
        """Reports as the database writes them: one query, however many they are."""
        fields = asked_fields(self.request, ProgressReportSerializer.Meta.fields)
        return texts(rows, self.request, self.past, fields)

    @property
    def query_parameters(self) -> tuple[str, ...]:
        """Only the list knows of days."""
        return ("as_of",) if self.action == "list" else ()

    @property
    def past(self) -> datetime.date | None:
        """The past day that a list is asked for."""
        return past_day(self.request) if self.action == "list" else None

    def filter_arguments(self) -> dict[str, Any]:
        """The day that the filters are about."""
        return {"day": self.past}

    def table(self, rows: QuerySet[ProgressReport], fields: Sequence[str]) -> Table:
        """Reports, with what of them the caller may see."""
        return report_table(rows, caller(self.request), fields, self.past)

    def export_name(self) -> FileName:
        """With the plan and the day."""
        return FileName(
            _("Progress reports"), self.request.query_params.get("plan", ""), self.past or today()
        )

    @extend_schema(request=ReportCreateSerializer, responses={201: ProgressReportSerializer})
    def create(self, request: Request) -> Response:
        """Begin a report as a draft; after a returned one it revises that."""
        said = sent(request, ReportCreateSerializer)
        task, agency = said.pop("task"), self.own(said)
        said.pop("agency", None)
        claims = said.pop("claims", None)
        content = ReportContent(**said)
        return self.created(
            reports.report_draft(
                actor=caller(request), task=task, agency=agency, content=content, claims=claims
            )
        )

    @extend_schema(request=ReportContentSerializer)
    def partial_update(self, request: Request, **kwargs: Any) -> Response:
        """Change the draft: what is not sent stays."""
        report = self.get_object()
        changes = sent(request, ReportContentSerializer, partial=True)
        claims = changes.pop("claims", None)
        draft = reports.report_draft(
            actor=caller(request),
            task=report.task,
            agency=report.agency,
            content=replace(content_of(report), **changes),
            claims=claims,
            report=report,
        )
        return self.answer(draft)

    def destroy(self, request: Request, **kwargs: Any) -> Response:
        """Discard the draft; the audit keeps what stood in it."""
        report = self.get_object()
        reports.report_discard(actor=caller(request), report=report)
        return Response(status=204)

    @extend_schema(
        request=NoChangeSerializer,
        responses={201: ProgressReportSerializer},
        filters=False,
    )
    @action(detail=False, methods=["post"], url_path="no-change")
    def no_change(self, request: Request) -> Response:
        """Submit, for the round that asks now, that nothing changed since the last settled report."""
        said = sent(request, NoChangeSerializer)
        return self.created(report_no_change(actor=caller(request), task=said["task"], agency=self.own(said)))

    @extend_schema(request=SubmitSerializer)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, **kwargs: Any) -> Response:
        """Hand the draft in: to the own approver, the task's lead or the office."""
        report = self.get_object()
        reports.report_submit(
            actor=caller(request),
            report=report,
            **sent(request, SubmitSerializer),
        )
        return self.answer(report)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, **kwargs: Any) -> Response:
        """Take the report back into draft while nobody has decided about it."""
        report = self.get_object()
        reports.report_withdraw(actor=caller(request), report=report)
        return self.answer(report)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, **kwargs: Any) -> Response:
        """Pass the own agency's report on (approver)."""
        report = self.get_object()
        reviews.report_approve(actor=caller(request), report=report)
        return self.answer(report)

    @extend_schema(request=ConfirmSerializer)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, **kwargs: Any) -> Response:
        """Confirm a lead's or by-duty report (office), as reported or with other values and a reason."""
        report = self.get_object()
        said = sent(request, ConfirmSerializer)
        confirmed = reviews.value_meant(report, said.pop("status", None), said.pop("percent", None))
        reviews.report_confirm(
            actor=caller(request),
            report=report,
            confirmed=confirmed,
            expected_version=report.version,
            **said,
        )
        return self.answer(report)

    @extend_schema(request=ReopenSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, **kwargs: Any) -> Response:
        """Reopen what the report completed (office): the values sent stand confirmed from now on."""
        report = self.get_object()
        said = sent(request, ReopenSerializer)
        value = ConfirmedValue(Status(said.pop("status")), said.pop("percent", None))
        report_reopen(actor=caller(request), report=report, value=value, **said)
        return self.answer(report)

    @extend_schema(request=ReasonGivenSerializer)
    @action(detail=True, methods=["post"], url_path="return", url_name="return")
    def send_back(self, request: Request, **kwargs: Any) -> Response:
        """Return the report with a reason; the agency revises it in a new one."""
        report = self.get_object()
        reviews.report_return(
            actor=caller(request),
            report=report,
            **sent(request, ReasonGivenSerializer),
        )
        return self.answer(report)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, **kwargs: Any) -> Response:
        """Accept a participant's share (the task's lead)."""
        report = self.get_object()
        reviews.report_accept(actor=caller(request), report=report)
        return self.answer(report)

    def created(self, report: ProgressReport) -> Response:
        """A new report at its own address."""
        response = self.answer(report, status=201)
        response["Location"] = reverse("api:progress-report-detail", [report.pk], request=self.request)
        return response

    def answer(self, report: ProgressReport, status: int = 200) -> Response:
        """The report as it is now."""
        current = self.get_queryset().get(pk=report.pk)
        return Shown(self.get_serializer(current).data, status=status)

    def hold(self) -> None:
        """The task, where what is written about its reports queues."""
        task_locked(get_object_or_404(self.queryset, pk=self.kwargs["pk"]).task_id)

    def representation(self, report: ProgressReport) -> Any:
        """The report as a detail shows it; None where the caller may not see it."""
        current = self.get_queryset().filter(pk=report.pk).first()
        return self.get_serializer(current).data if current else None
