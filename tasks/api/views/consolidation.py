"""What stands beside a task or a report: consolidation, opinions, synopses."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.authentication import caller
from agencies.api.bodies import sent
from agencies.api.lists import Unpaged
from plans.api.permissions import ManagesPlans
from plans.clock import today
from tasks.api.permissions import TakesPartInReporting
from tasks.api.serializers.consolidation import (
    ConsolidationSerializer,
    OpinionGiveSerializer,
    OpinionSerializer,
    SynopsisSerializer,
    SynopsisWriteSerializer,
    TakeSerializer,
)
from tasks.models import Consolidation, Opinion, ProgressReport, Synopsis, Task
from tasks.services.consolidation import consolidation_release, consolidation_take, task_locked
from tasks.services.opinions import opinion_give
from tasks.services.synopses import synopsis_write
from tasks.summaries.opinions import report_to_judge

Row = TypeVar("Row", bound=Model)


class BesideView(Unpaged[Row]):
    """Rows that stand beside one task or report."""

    permission_classes = [IsAuthenticated, TakesPartInReporting]
    refuses: tuple[int, ...] = (409,)

    def named_task(self) -> Task:
        """The task that the address names, if the caller may see it."""
        tasks = Task.objects.visible_to(caller(self.request))
        return get_object_or_404(tasks.referred_to(self.kwargs["reference"]))


class ConsolidationView(BesideView[Consolidation]):
    """Which of several leads has the task in hand, and who had it before."""

    serializer_class = ConsolidationSerializer
    changes = ("POST", "DELETE")

    def hold(self) -> None:
        """The task."""
        task_locked(self.named_task().pk)

    @extend_schema(responses=ConsolidationSerializer(many=True))
    def get(self, request: Request, reference: str) -> Response:
        """The newest first; the one without `released_at` holds."""
        rows = Consolidation.objects.visible_to(caller(request)).filter(task=self.named_task())
        rows = rows.select_related("agency", "taken_by")
        return Response(ConsolidationSerializer(rows, many=True).data)

    @extend_schema(request=TakeSerializer, responses=ConsolidationSerializer)
    def post(self, request: Request, reference: str) -> Response:
        """Take the task in hand, or over from another lead with a reason."""
        task, said = self.named_task(), sent(request, TakeSerializer)
        agency = said.pop("agency", caller(request).agency)
        if agency is None:
            raise ValidationError({"agency": [_("Say which agency consolidates.")]})
        taken = consolidation_take(actor=caller(request), task=task, agency=agency, **said)
        return Response(ConsolidationSerializer(taken).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, reference: str) -> Response:
        """Let the task go: whoever holds it, or the office."""
        consolidation_release(actor=caller(request), task=self.named_task())
        return Response(status=204)


class OpinionView(BesideView[Opinion]):
    """What co-leads and participants say of a lead's report."""

    serializer_class = OpinionSerializer
    refuses = (409, 412)

    def named_report(self) -> ProgressReport:
        """The report that the address names, if the caller may see it or give an opinion on it today."""
        reports = ProgressReport.objects.visible_to(caller(self.request), opinions_on=today())
        return get_object_or_404(reports, pk=self.kwargs["pk"])

    @extend_schema(responses=OpinionSerializer(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """Those that the caller may see, the newest first."""
        rows = Opinion.objects.visible_to(caller(request)).filter(report=self.named_report())
        return Response(OpinionSerializer(rows.select_related("agency", "given_by"), many=True).data)

    @extend_schema(request=OpinionGiveSerializer, responses={201: OpinionSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Agree or dissent, for the caller's agency, until the last day for it.

        Where the report was taken back or returned meanwhile, or it is too late, that is 409 for who has a
        say in it, though they may not read it any more.
        """
        judged = report_to_judge(caller(request), pk, today())
        if judged is None:
            raise Http404
        said = sent(request, OpinionGiveSerializer)
        given = opinion_give(actor=caller(request), report=judged.report, day=today(), **said)
        return Response(OpinionSerializer(given).data, status=201)


class SynopsisView(BesideView[Synopsis]):
    """What the office makes of the shares of a task by duty."""

    permission_classes = [IsAuthenticated, ManagesPlans]
    serializer_class = SynopsisSerializer
    refuses = (409, 412)

    @extend_schema(responses=SynopsisSerializer(many=True))
    def get(self, request: Request, reference: str) -> Response:
        """The newest first; it is the one that counts."""
        rows = Synopsis.objects.visible_to(caller(request)).filter(task=self.named_task())
        return Response(SynopsisSerializer(rows.select_related("written_by"), many=True).data)

    @extend_schema(request=SynopsisWriteSerializer, responses={201: SynopsisSerializer})
    def post(self, request: Request, reference: str) -> Response:
        """Write a synopsis after the one that was read (office); where another is newer, 412 shows it."""
        said = sent(request, SynopsisWriteSerializer)
        written = synopsis_write(actor=caller(request), task=self.named_task(), **said)
        return Response(self.representation(written), status=201)

    def representation(self, synopsis: Synopsis) -> Any:
        """The synopsis as a detail shows it."""
        return SynopsisSerializer(synopsis).data
