"""Evidence over the API: the pieces of a report, one piece, the content of a file."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.exceptions import APIException
from rest_framework.generics import GenericAPIView, get_object_or_404
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from agencies.api.authentication import caller
from agencies.api.base import ApiView
from agencies.api.bodies import sent
from agencies.api.etags import Shown, is_known
from agencies.api.parsers import FormParser, JsonParser
from tasks.api.permissions import TakesPartInReporting
from tasks.api.serializers.evidence import (
    EvidenceFileSerializer,
    EvidenceLinkSerializer,
    EvidenceSerializer,
)
from tasks.enums import EvidenceKind
from tasks.file_kinds import KINDS
from tasks.models import Evidence, ProgressReport
from tasks.models.evidence import EvidenceQuerySet
from tasks.services.consolidation import task_locked
from tasks.services.evidence import Description, evidence_add_file, evidence_add_link, evidence_remove
from tasks.views.evidence import attachment

SENT_AS = {
    "evidence": "file",
    "evidence_url": "url",
    "evidence_title": "title",
    "evidence_number": "document_number",
    "evidence_date": "document_date",
}
"""What the service names after the fields of the report's form, as a body here names it."""


class FileMissing(APIException):
    """The piece is listed, but its content is not where files are kept."""

    status_code = 404


class _EvidenceView(ApiView, GenericAPIView[Evidence]):
    """What the views of evidence have in common: whom it is for."""

    queryset = Evidence.objects.all()
    serializer_class = EvidenceSerializer
    permission_classes = [IsAuthenticated, TakesPartInReporting]
    pagination_class = None

    def get_queryset(self) -> EvidenceQuerySet:
        """Those pieces that the caller may see."""
        return Evidence.objects.visible_to(caller(self.request)).select_related("added_by")


class ReportEvidenceView(_EvidenceView):
    """The evidence of a progress report."""

    parser_classes = [JsonParser, FormParser]
    refuses = (409, 412, 413)
    additions = ("POST",)

    @extend_schema(responses=EvidenceSerializer(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """What the caller may see of it, in the order in which it was added."""
        pieces = self.get_queryset().filter(report=self.report(pk))
        return Response(self.get_serializer(pieces, many=True).data)

    @extend_schema(
        request={"multipart/form-data": EvidenceFileSerializer, "application/json": EvidenceLinkSerializer},
        responses={201: EvidenceSerializer},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Add a file (multipart) or a link (JSON) to the draft."""
        report = self.report(pk)
        try:
            added = self.added(request, report)
        except ValidationError as refused:
            raise ValidationError(
                {SENT_AS.get(field, field): said for field, said in refused.message_dict.items()}
            ) from None
        address = reverse("api:evidence-detail", [added.pk], request=request)
        return Shown(self.get_serializer(added).data, status=201, headers={"Location": address})

    def added(self, request: Request, report: ProgressReport) -> Evidence:
        """The piece that was sent, now under the report."""
        as_file = (request.content_type or "").startswith("multipart/")
        said = sent(request, EvidenceFileSerializer if as_file else EvidenceLinkSerializer)
        description = Description(said["title"], said["document_number"], said["document_date"])
        common: dict[str, Any] = {"actor": caller(request), "report": report, "description": description}
        if as_file:
            return evidence_add_file(file=said["file"], **common)
        return evidence_add_link(url=said["url"], **common)

    def hold(self) -> None:
        """The task, where what is written about its reports queues."""
        task_locked(get_object_or_404(ProgressReport, pk=self.kwargs["pk"]).task_id)

    def report(self, pk: int) -> ProgressReport:
        """The report of the address, if the caller may see it."""
        return get_object_or_404(ProgressReport.objects.visible_to(caller(self.request)), pk=pk)


class EvidenceView(_EvidenceView):
    """One piece of evidence."""

    refuses = (409,)

    def hold(self) -> None:
        """The task, where what is written about its reports queues."""
        evidence = get_object_or_404(Evidence.objects.select_related("report"), pk=self.kwargs["pk"])
        task_locked(evidence.report.task_id)

    def get(self, request: Request, pk: int) -> Response:
        """What it is and how far it carries."""
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Remove it from its draft."""
        evidence_remove(actor=caller(request), evidence=self.get_object())
        return Response(status=204)


class EvidenceContentView(_EvidenceView):
    """The content of a file."""

    @extend_schema(
        responses={
            (200, kind.content_type): OpenApiResponse(OpenApiTypes.BINARY, "The file itself.")
            for kind in KINDS
        }
    )
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        """The file, as an attachment of its own media type."""
        evidence = get_object_or_404(self.get_queryset().filter(kind=EvidenceKind.FILE), pk=pk)
        tag = f'"{evidence.sha256}"'
        if is_known(request, tag):
            return HttpResponseNotModified(headers={"ETag": tag})
        given = attachment(evidence)
        if given is None:
            raise FileMissing(_("It is listed as evidence, but its content is not where files are kept."))
        given["ETag"] = tag
        return given
