"""Filters of decisions about links."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from agencies.filtersets import FilterSet
from plans.clock import today
from plans.models import Plan
from tasks.enums import LinkDecision
from tasks.models import TaskLink
from tasks.models.links import TaskLinkQuerySet


class TaskLinkFilter(FilterSet):
    """By the plans of both tasks and decision, and whether it holds."""

    later_plan = django_filters.ModelChoiceFilter(
        "later__plan", queryset=Plan.objects.all(), to_field_name="code", label=_("Later plan")
    )
    earlier_plan = django_filters.ModelChoiceFilter(
        "earlier__plan", queryset=Plan.objects.all(), to_field_name="code", label=_("Earlier plan")
    )
    decision = django_filters.ChoiceFilter(choices=LinkDecision.choices, label=_("Decision"))
    in_force = django_filters.BooleanFilter(method="holding", label=_("In force"))

    class Meta:
        model = TaskLink
        fields: list[str] = []

    def holding(self, links: TaskLinkQuerySet, _name: str, value: bool) -> Any:  # noqa: FBT001 - a filter's
        """The newest of every pair, or those that were replaced."""
        now = TaskLink.objects.in_force_on(today()).values("pk")
        return links.filter(pk__in=now) if value else links.exclude(pk__in=now)
