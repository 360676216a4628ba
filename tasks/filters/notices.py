"""Filters of what people are told: notices and chases."""

from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _

from agencies.filters import UpdatedSinceFilter
from agencies.filtersets import FilterSet
from agencies.models import Agency
from tasks.enums import NoticeKind
from tasks.models import Chase, Notice, ReportingRound


class NoticeFilter(FilterSet):
    """By kind, and whether it was read."""

    kind = django_filters.ChoiceFilter(choices=NoticeKind.choices, label=_("Kind"))
    unread = django_filters.BooleanFilter("read_at", "isnull", label=_("Not yet read"))
    updated_since = UpdatedSinceFilter()

    class Meta:
        model = Notice
        fields: list[str] = []


class ChaseFilter(FilterSet):
    """By round, agency and day, and whether the agency acknowledged it."""

    round = django_filters.ModelChoiceFilter(queryset=ReportingRound.objects.all(), label=_("Round"))
    agency = django_filters.ModelChoiceFilter(queryset=Agency.objects.all(), label=_("Agency"))
    chased_on = django_filters.DateFilter("chased_on", label=_("Day"))
    signed = django_filters.BooleanFilter("acknowledged_at", "isnull", exclude=True, label=_("Acknowledged"))
    updated_since = UpdatedSinceFilter()

    class Meta:
        model = Chase
        fields: list[str] = []
