"""Filters of requests for later dates."""

from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _

from agencies.filters import UpdatedSinceFilter
from tasks.enums import RequestState
from tasks.filters.reports import OfTaskFilter
from tasks.models import ExtensionRequest


class ExtensionRequestFilter(OfTaskFilter):
    """Filters of requests; `state` is the one of today."""

    role = None  # type: ignore[assignment]
    state = django_filters.MultipleChoiceFilter(choices=RequestState.choices, label=_("State"))
    updated_since = UpdatedSinceFilter()

    class Meta:
        model = ExtensionRequest
        fields: list[str] = []
