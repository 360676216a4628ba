"""Filters of requests for later dates."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from agencies.filters import UpdatedSinceFilter
from tasks.enums import RequestState
from tasks.filters.reports import AnyOfFilter, OfTaskFilter
from tasks.models import ExtensionRequest


class ExtensionRequestFilter(OfTaskFilter):
    """Filters of requests; `state` is the one of today."""

    role = None  # type: ignore[assignment]
    state = AnyOfFilter(choices=RequestState.choices, label=_("State"))
    updated_since = UpdatedSinceFilter()

    class Meta:
        model = ExtensionRequest
        fields: list[str] = []
