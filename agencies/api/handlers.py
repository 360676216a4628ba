"""What answers a request, and putting something else in its place."""

from __future__ import annotations

from collections.abc import Callable

from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.views import APIView

Handler = Callable[..., HttpResponseBase]


def handler_of(view: APIView, request: Request) -> Handler | None:
    """What answers `request`; None for a method that the address has not."""
    return getattr(view, str(request.method).lower(), None)


def answer_by(view: APIView, request: Request, handler: Handler) -> None:
    """Have `handler` answer `request`: it is put where REST framework's own viewsets put theirs."""
    setattr(view, str(request.method).lower(), handler)
