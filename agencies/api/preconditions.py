"""`If-Match`: nobody changes or decides about what they have not seen.

Whatever changes what is there already needs the tag that GET gave at the same address or, where the address
has no GET, at the nearest one above it: `progress-reports/5/submit/` needs that of `progress-reports/5/`.
A POST that only adds something new needs none. The tag is compared under the lock that the write itself
queues for and in its transaction: of two who name the same tag one is refused.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import partial
from typing import Any, ClassVar

from django.conf import settings
from django.db import transaction
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import APIException
from rest_framework.generics import get_object_or_404
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView
from rest_framework.viewsets import ViewSetMixin

from agencies.api.etags import tag_of
from agencies.api.handlers import Handler, answer_by, handler_of

IF_MATCH = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description=(
        "The `ETag` that GET gave at this address or, where it has no GET, at the nearest one above it: "
        "where that has changed since, the answer is 412 and nothing is done. `*`: whatever it is now."
    ),
)


class PreconditionMissing(APIException):
    """The caller does not say what they have seen."""

    status_code = 428


class Stale(APIException):
    """What the caller has seen is no longer so; `current` is what GET answers now, `tag` its tag."""

    status_code = 412

    def __init__(self, detail: str, *, current: Any, tag: str) -> None:
        super().__init__(detail)
        self.current = current
        self.tag = tag


class Matched(APIView):
    """A view whose changes of what is there already need `If-Match`.

    `changes`: the methods that do so, with POST to a row of a set, which need not be named. `additions`:
    those that only add something, and look at `If-Match` where it is sent.
    """

    changes: ClassVar[Collection[str]] = ("PUT", "PATCH", "DELETE")
    additions: ClassVar[Collection[str]] = ()

    def requires_match(self, method: str) -> bool:
        """Whether `method` changes what is there already."""
        to_a_row = isinstance(self, ViewSetMixin) and bool(getattr(self, "detail", False))
        return method in self.changes or (method == "POST" and to_a_row)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Once the caller may go on, let a change first look at what they have seen."""
        super().initial(request, *args, **kwargs)
        method, handler = str(request.method), handler_of(self, request)
        is_sent = method in self.additions and "If-Match" in request.headers
        if handler and (is_sent or self.requires_match(method)):
            answer_by(self, request, partial(self.if_matched, handler))

    def if_matched(self, handler: Handler, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The answer of `handler`, where `If-Match` names what is there now.

        Raises `PreconditionMissing` (428) and `Stale` (412); where there is nothing, what GET raises (404).
        """
        asked = request.headers.get("If-Match")
        if asked is None:
            self.current()
            said = _("Send the ETag of what you read in If-Match, or * to change it whatever it is now.")
            raise PreconditionMissing(said)
        seen = parse_etags(asked)
        with transaction.atomic():
            if seen != ["*"]:
                self.hold()
                self.check(seen)
            return handler(request, *args, **kwargs)

    def check(self, seen: Collection[str]) -> None:
        """Raises `Stale` where none of `seen` is the tag of what GET answers now, in any language."""
        now = []
        for tag, current in self.tags():
            if tag in seen:
                return
            now.append((tag, current))
        tag, current = now[0]
        raise Stale(
            _("It changed after you read it. Compare the two and send it again."), current=current, tag=tag
        )

    def tags(self) -> Iterator[tuple[str, Any]]:
        """What GET answers now and its tag, first in the language of the caller."""
        first = translation.get_language()
        for language in sorted(dict(settings.LANGUAGES), key=lambda one: one != first):
            with translation.override(language):
                current = self.current()
                yield tag_of(JSONRenderer().render(current)), current

    def hold(self) -> None:
        """Lock what every write to this queues for, before the write itself does; raises `Http404`.

        Here that is the row of the address.
        """
        view: Any = self
        lookup = {view.lookup_field: self.kwargs[view.lookup_field]}
        get_object_or_404(view.queryset.select_for_update(no_key=True), **lookup)

    def current(self) -> Any:
        """What GET answers at this address or the nearest one above it; raises what it raises."""
        view: Any = self
        read = getattr(view, "retrieve", None) or view.get
        return read(self.request, *self.args, **self.kwargs).data
