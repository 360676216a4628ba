"""`Idempotency-Key`: a POST that is sent again does nothing again, and gets the first answer.

For a caller who does not know whether a request arrived. The answer is kept in the transaction of the write:
either both are there or neither, whatever dies in between. Only what was done is kept; a refused request may
be corrected and sent again under the same key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import APIException, ParseError
from rest_framework.request import Request
from rest_framework.status import is_success
from rest_framework.views import APIView

from agencies.api.authentication import caller
from agencies.api.handlers import Handler, answer_by, handler_of
from agencies.models import IdempotentAnswer
from agencies.services.answers import answer_keep, answer_kept, answer_reserve

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"

KEY = re.compile(r"[!-~]{1,255}")
"""Visible ASCII: what a header carries unharmed."""

OF_THE_ANSWER = ("Content-Type", "Content-Language", "ETag", "Last-Modified", "Link", "Location")
"""Headers that belong to what was answered, and are kept with it."""

IDEMPOTENCY = (
    OpenApiParameter(
        HEADER,
        {"type": "string", "pattern": f"^{KEY.pattern}$"},
        OpenApiParameter.HEADER,
        description=(
            "Chosen by the caller for this one change. Sent again with it, the same request does nothing and "
            "gets the first answer: the same address with the same bytes as its body, or the same fields and "
            "files of a form. A refusal is not kept. While the first is still being answered: 409 with "
            "Retry-After on PostgreSQL, on SQLite the second waits. Keys are the caller's own, and kept for "
            f"{settings.IDEMPOTENCY_KEPT // timedelta(hours=1)} hours at least."
        ),
    ),
    OpenApiParameter(
        REPLAYED,
        {"type": "string", "enum": ["true"]},
        OpenApiParameter.HEADER,
        description="That this is the answer given before; nothing was done this time.",
        response=[200, 201, 204, 207],
    ),
    OpenApiParameter(
        "Retry-After",
        OpenApiTypes.INT,
        OpenApiParameter.HEADER,
        description="Seconds, while the first request with the same key is still being answered.",
        response=[409],
    ),
)


class StillRunning(APIException):
    """The first request with this key has not been answered yet."""

    status_code = 409
    wait = 1


class AnotherRequest(APIException):
    """The key was used for something else."""

    status_code = 422


class OnceOnly(APIView):
    """A view whose POST with an `Idempotency-Key` is done once."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Once the caller may go on, let a POST with a key first look for its answer."""
        super().initial(request, *args, **kwargs)
        handler = handler_of(self, request)
        if request.method == "POST" and handler and HEADER in request.headers:
            answer_by(self, request, partial(self.answered_once, handler))

    def answered_once(
        self, handler: Handler, request: Request, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """The answer of `handler`, or the one that it gave to the same request before.

        Raises `ParseError` (400) for a key that is none, `StillRunning` (409) and `AnotherRequest` (422).
        """
        user, key, asked = caller(request), asked_key(request), fingerprint(request)
        with transaction.atomic():
            if not answer_reserve(user=user, key=key):
                raise StillRunning(_("The first request with this key is still being answered."))
            kept = answer_kept(user=user, key=key)
            if kept is not None:
                return replay(kept, asked)
            response: Any = handler(request, *args, **kwargs)
            response = self.finalize_response(request, response, *args, **kwargs).render()
            response.headers.setdefault("Content-Language", get_language())
            if is_success(response.status_code):
                answer_keep(
                    user=user,
                    key=key,
                    fingerprint=asked,
                    status=response.status_code,
                    headers={name: response[name] for name in OF_THE_ANSWER if name in response},
                    body=response.content,
                )
        found: HttpResponseBase = response
        return found


def asked_key(request: Request) -> str:
    """The key that the caller chose; raises `ParseError` (400) where it is none."""
    key = request.headers[HEADER]
    if not KEY.fullmatch(key):
        raise ParseError(_("An Idempotency-Key is 1 to 255 visible ASCII characters."))
    return key


def fingerprint(request: Request) -> str:
    """What is asked for and as whom: the same for the same request, also where a client sends files anew.

    Who moved to another agency or role asks as somebody else: what was answered before may not be theirs
    to read any more.
    """
    user = caller(request)
    whole = sha256()
    for part in (f"{user.role} {user.agency_id}", request.get_full_path(), *_body(request)):
        said = part.encode(errors="surrogatepass") if isinstance(part, str) else part
        whole.update(b"%d:%b" % (len(said), said))
    return whole.hexdigest()


def replay(kept: IdempotentAnswer, asked: str) -> HttpResponse:
    """The first answer once more; raises `AnotherRequest` (422) where something else was asked for then."""
    if kept.fingerprint != asked:
        raise AnotherRequest(_("This key was used for another request. Choose a new one."))
    return HttpResponse(bytes(kept.body), status=kept.status, headers={**kept.headers, REPLAYED: "true"})


def _body(request: Request) -> Iterator[str | bytes]:
    """The body in parts; that of a form without its boundary, which differs every time."""
    kind = (request.content_type or "").partition(";")[0].strip().lower()
    yield kind
    if not kind.startswith("multipart/"):
        yield request.body
        return
    form: Any = request.data
    for name, values in sorted(form.lists()):
        for value in values:
            yield name
            yield from _file(value) if isinstance(value, UploadedFile) else (value,)


def _file(file: UploadedFile[Any]) -> Iterator[str | bytes]:
    digest = sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    yield file.name or ""
    yield digest.digest()
