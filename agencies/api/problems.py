"""API errors as RFC 9457 `application/problem+json`."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.permissions import SAFE_METHODS
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import exception_handler

from agencies.api.parameters import WrongParameters
from agencies.api.preconditions import Stale
from agencies.api.refusals import words_for
from agencies.api.titles import TITLES
from agencies.errors import Conflict

CONTENT_TYPE = "application/problem+json"


def problem(
    status: int,
    detail: str,
    *,
    errors: list[dict[str, str]] | None = None,
    current: Any = None,
) -> dict[str, Any]:
    """The members of a problem: `type`, `title`, `status`, `detail`.

    And where they apply `errors` (each a `detail` and either `pointer`, a JSON pointer into the body, or the
    query `parameter`) and `current` (the row as it is now).
    """
    members: dict[str, Any] = {
        "type": "about:blank",
        "title": str(TITLES[status]),
        "status": status,
        "detail": _sendable(detail),
    }
    if errors is not None:
        members["errors"] = [{name: _sendable(said) for name, said in error.items()} for error in errors]
    if current is not None:
        members["current"] = current
    return members


def _sendable(said: str) -> str:
    """Half of a surrogate pair, which JSON can name and no answer can hold, may stand in what is quoted."""
    return said.encode(errors="replace").decode()


def problem_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn what a view or service raised into a problem; None lets an unforeseen error become a 500."""
    # Also where the view gives pages, YAML or files.
    context["request"].accepted_renderer = JSONRenderer()
    context["request"].accepted_media_type = JSONRenderer.media_type
    if isinstance(error, Conflict):
        status = 412 if error.stale else 409
        return _response(problem(status, error.message, current=_current(error, context)))
    if isinstance(error, ValidationError):
        return _response(_invalid(_of_django(error), context))
    if isinstance(error, Stale):
        return _response(problem(412, str(error.detail), current=error.current), {"ETag": error.tag})
    response = exception_handler(error, context)
    if response is None:
        return None
    if isinstance(error, exceptions.ValidationError):
        in_query = isinstance(error, WrongParameters)
        members = _invalid(_of_drf(response.data), context, in_query=in_query)
    else:
        members = problem(response.status_code, words_for(error, context))
    return _response(members, headers=dict(response.items()))


def _invalid(
    errors: list[dict[str, str]], context: dict[str, Any], *, in_query: bool = False
) -> dict[str, Any]:
    """What is read is wrong in its parameters, what is written in its body, if it is not `in_query` too."""
    if in_query or context["request"].method in SAFE_METHODS:
        errors = [{"parameter": error["pointer"].lstrip("/"), "detail": error["detail"]} for error in errors]
    return problem(400, _("What was sent is not valid."), errors=errors)


def _response(members: dict[str, Any], headers: dict[str, str] | None = None) -> Response:
    kept = {key: value for key, value in (headers or {}).items() if key.lower() != "content-type"}
    return Response(members, status=members["status"], headers=kept or None, content_type=CONTENT_TYPE)


def _current(error: Conflict, context: dict[str, Any]) -> Any:
    """The row as it is now, in the words of the view that was asked, if this person may see it."""
    representation = getattr(context["view"], "representation", None)
    if error.current is None or representation is None:
        return None
    return representation(error.current)


def _of_django(error: ValidationError) -> list[dict[str, str]]:
    if not hasattr(error, "error_dict"):
        return [{"pointer": "", "detail": message} for message in error.messages]
    return [
        {"pointer": "" if field == "__all__" else f"/{field}", "detail": message}
        for field, messages in error.message_dict.items()
        for message in messages
    ]


def _of_drf(found: Any, pointer: str = "") -> list[dict[str, str]]:
    if isinstance(found, dict):
        return [
            problem
            for key, value in found.items()
            for problem in _of_drf(value, pointer if key == "non_field_errors" else f"{pointer}/{key}")
        ]
    if isinstance(found, list) and any(isinstance(item, dict) for item in found):
        return [
            problem for index, item in enumerate(found) for problem in _of_drf(item, f"{pointer}/{index}")
        ]
    details = found if isinstance(found, list) else [found]
    return [{"pointer": pointer, "detail": str(detail)} for detail in details]


def problem_page(status: int, detail: str) -> HttpResponse:
    """The same for answers given outside REST framework, such as an unknown address under `/api/`."""
    return JsonResponse(problem(status, detail), status=status, content_type=CONTENT_TYPE)
