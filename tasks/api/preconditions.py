"""ETag and If-Match: nobody overwrites or decides about what they have not seen."""

from __future__ import annotations

from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from agencies.errors import Conflict
from tasks.models import ProgressReport

ETAG = OpenApiParameter(
    "ETag",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="The version of the report, to be sent back in If-Match.",
    response=[200, 201],
)
IF_MATCH = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="The ETag that the caller has seen; where the report has moved on, the answer is 412.",
)


def etag(report: ProgressReport) -> str:
    """The entity tag of a report: its version, which every change raises."""
    return f'"{report.version}"'


def require_seen(request: Request, report: ProgressReport) -> None:
    """Raises `Conflict` (412) where `If-Match` names versions, and not the one that `report` has now."""
    header = request.headers.get("If-Match")
    if header is not None and not {"*", etag(report)} & set(parse_etags(header)):
        raise Conflict(
            _("Somebody saved this report after you opened it. Compare the two and save again."),
            current=report,
            stale=True,
        )
