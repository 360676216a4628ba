"""Filters of reporting rounds."""

from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _

from agencies.filters import UpdatedSinceFilter
from agencies.filtersets import FilterSet
from agencies.models import Agency
from tasks.enums import RoundStep
from tasks.filters.choices import PlanFilter, visible_plans
from tasks.models import ReportingRound


class RoundFilter(FilterSet):
    """Filters of rounds that are `with_state(day)`; `agency`: those about a task in which it had a part."""

    plan = PlanFilter(queryset=visible_plans, label=_("Plan"))
    step = django_filters.ChoiceFilter(choices=RoundStep.choices, label=_("Last decision"))
    agency = django_filters.ModelChoiceFilter(
        "tasks__assignments__agency", queryset=Agency.objects.all(), distinct=True, label=_("Agency")
    )
    due_from = django_filters.DateFilter("due_on", "gte", label=_("Due from"))
    due_until = django_filters.DateFilter("due_on", "lte", label=_("Due until"))
    updated_since = UpdatedSinceFilter()

    class Meta:
        model = ReportingRound
        fields: list[str] = []
