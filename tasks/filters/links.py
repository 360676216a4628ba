"""Filters of decisions about links."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from agencies.filtersets import FilterSet
from plans.clock import today
from tasks.enums import LinkDecision
from tasks.filters.choices import PlanFilter, visible_plans
from tasks.models import TaskLink
from tasks.models.links import TaskLinkQuerySet


class TaskLinkFilter(FilterSet):
    """By the plans of both tasks and decision, and whether it holds."""

    later_plan = PlanFilter("later__plan", queryset=visible_plans, label=_("Later plan"))
    earlier_plan = PlanFilter("earlier__plan", queryset=visible_plans, label=_("Earlier plan"))
    decision = django_filters.ChoiceFilter(choices=LinkDecision.choices, label=_("Decision"))
    in_force = django_filters.BooleanFilter(method="holding", label=_("In force"))

    class Meta:
        model = TaskLink
        fields: list[str] = []

    def holding(self, links: TaskLinkQuerySet, _name: str, value: bool) -> Any:  # noqa: FBT001 - a filter's
        """The newest of every pair, or those that were replaced."""
        now = TaskLink.objects.in_force_on(today()).values("pk")
        return links.filter(pk__in=now) if value else links.exclude(pk__in=now)
