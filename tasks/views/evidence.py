"""Giving a stored file out, to whom it is for."""

from __future__ import annotations

import logging

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from agencies import downloads
from agencies.requests import SignedInRequest
from tasks.enums import EvidenceKind
from tasks.models import Evidence

logger = logging.getLogger(__name__)

HEADERS = {**downloads.HEADERS, "Content-Security-Policy": "sandbox; default-src 'none'"}
"""What keeps a browser from showing what somebody else handed in, too."""


@login_required
@require_safe
def evidence_file(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The file of a piece of evidence, always as an attachment."""
    files = Evidence.objects.visible_to(request.user).filter(kind=EvidenceKind.FILE)
    evidence = get_object_or_404(files, pk=pk)
    return attachment(evidence) or _missing(request, evidence)


def attachment(evidence: Evidence) -> FileResponse | None:
    """The stored file, streamed, under the name its agency gave it; None (and logged) where it is gone."""
    try:
        content = evidence.file.open("rb")
    except OSError:
        logger.exception("The stored file %s of evidence %s cannot be read", evidence.file.name, evidence.pk)
        return None
    return FileResponse(
        content,
        as_attachment=True,
        filename=evidence.file_name,
        content_type=evidence.content_type,
        headers=HEADERS,
    )


def _missing(request: SignedInRequest, evidence: Evidence) -> HttpResponse:
    return render(request, "tasks/evidence_missing.html", {"evidence": evidence}, status=404)
