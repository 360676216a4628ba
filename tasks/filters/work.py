"""Filters of what somebody writes reports about."""

from __future__ import annotations

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.filtersets import FilterSet
from tasks.enums import AssignmentRole, Standing
from tasks.filters.choices import ChoiceFilter, PlanFilter, YesNoSelect, visible_plans
from tasks.models import Assignment
from tasks.models.assignments import AssignmentQuerySet
from tasks.summaries.work_sql import OWED


class WorkFilter(FilterSet):
    """Filters of parts `with_work`."""

    plan = PlanFilter("task__plan", queryset=visible_plans, label=_("Plan"))
    role = ChoiceFilter(choices=AssignmentRole.choices, label=_("Role"))
    standing = ChoiceFilter(choices=Standing.choices, label=_("How it stands"))
    owed = django_filters.BooleanFilter(
        method="by_step", label=_("Waiting on the agency"), widget=YesNoSelect
    )

    class Meta:
        model = Assignment
        fields: list[str] = []

    def by_step(
        self,
        queryset: AssignmentQuerySet,
        name: str,
        wanted: bool,  # noqa: FBT001 - as filters are called
    ) -> AssignmentQuerySet:
        """Those of which the next step is the agency's, or the others."""
        owed = Q(standing__in=OWED)
        return queryset.filter(owed if wanted else ~owed)
