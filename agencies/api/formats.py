"""Which form of an answer is wanted, where its address says so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.views import APIView


class ByFormat(APIView):
    """A view whose `?format=` goes before `Accept`."""

    def by_format(self) -> Sequence[BaseRenderer]:
        """What `?format=` may name; where there is nothing, `Accept` alone decides."""
        return self.get_renderers()

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:  # noqa: FBT001, FBT002
        """The renderer and its media type; raises `ValidationError` (400) where there is no such format."""
        asked = request.query_params.get("format")
        given = self.by_format() if asked else ()
        if not asked or not given:
            return super().perform_content_negotiation(request, force)
        renderer = _named(asked, given)
        return renderer, renderer.media_type


def _named(asked: str, given: Sequence[BaseRenderer]) -> BaseRenderer:
    """The one of `given` of that format, the plainest of several, which stands last."""
    by_name = {str(renderer.format): renderer for renderer in given}
    if asked not in by_name:
        names = ", ".join(by_name)
        raise ValidationError({"format": [_("Choose one of %(names)s.") % {"names": names}]})
    return by_name[asked]
