"""Confirming many reports at once over the API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.authentication import caller
from agencies.api.bodies import sent
from agencies.api.lists import Unpaged
from agencies.api.problems import problem
from plans.api.permissions import ManagesPlans
from tasks.api.serializers.many_reviews import ConfirmManySerializer, ResultsSerializer
from tasks.models import ProgressReport
from tasks.services.many_reviews import ManyConfirmed, reports_confirm_many

MULTI_STATUS = OpenApiResponse(ResultsSerializer, "Some were not confirmed: `results` says which, and why.")


class ConfirmManyView(Unpaged[ProgressReport]):
    """Reports that the office confirms together, where nothing about them is disputed."""

    permission_classes = [IsAuthenticated, ManagesPlans]
    serializer_class = ConfirmManySerializer

    @extend_schema(responses={200: ResultsSerializer, 207: MULTI_STATUS})
    def post(self, request: Request) -> Response:
        """Confirm as reported what is still as it was read, each report by itself (office).

        Answers 200 where all were confirmed, else 207: an item that moved on, is disputed or is not the
        caller's to confirm has 409, one that is not there any more 404, and the others are confirmed. Errors
        point at their item, as in `/reports/3`.
        """
        items = sent(request, ConfirmManySerializer)["reports"]
        shown = {item["report"]: item["version"] for item in items}
        if len(shown) < len(items):
            raise ValidationError({"reports": [_("Name each report once.")]})
        results = _results(list(shown), reports_confirm_many(actor=caller(request), shown=shown))
        everything = all(result["status"] == 200 for result in results)
        return Response({"results": results}, status=200 if everything else 207)


def _results(keys: Sequence[int], made: ManyConfirmed) -> list[dict[str, Any]]:
    confirmed, left = {report.pk for report in made.confirmed}, {one.report.pk: one.why for one in made.left}
    return [
        _result(index, key, left.get(key), is_confirmed=key in confirmed) for index, key in enumerate(keys)
    ]


def _result(index: int, key: int, why: str | None, *, is_confirmed: bool) -> dict[str, Any]:
    if is_confirmed:
        return {"report": key, "status": 200, "problem": None}
    status = 409 if why else 404
    said = why or _("There is no such thing here, or you may not see it.")
    errors = [{"pointer": f"/reports/{index}", "detail": said}]
    return {"report": key, "status": status, "problem": problem(status, said, errors=errors)}
