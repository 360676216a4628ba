"""Filters of assignments and progress reports."""

from __future__ import annotations

import datetime
from typing import Any

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from agencies.filters import UpdatedSinceFilter
from agencies.filtersets import FilterSet
from agencies.fulltext.folding import words_of
from agencies.models import Agency
from agencies.selects import Select
from tasks.enums import (
    AssignmentBasis,
    AssignmentRole,
    Claim,
    ReportState,
    Status,
)
from tasks.filters.choices import PlanFilter, visible_plans
from tasks.models import Assignment, ProgressReport, ReportingRound, ReportText, Task
from tasks.models.assignments import AssignmentQuerySet
from tasks.models.reports import HANDED_IN
from tasks.summaries.review_queue import awaiting


class AnyOfFilter(django_filters.MultipleChoiceFilter):
    """Rows whose own column has any of the values: none comes twice, and none need be made distinct."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, distinct=False, **kwargs)


class OfTaskFilter(FilterSet):
    """Filters of what belongs to a task and an agency."""

    plan = PlanFilter("task__plan", queryset=visible_plans, label=_("Plan"))
    task = django_filters.CharFilter(
        method="of_task", label=_("Task"), help_text=_("Its reference, such as 2020-55.")
    )
    agency = django_filters.ModelChoiceFilter(queryset=Agency.objects.all(), label=_("Agency"), widget=Select)
    role = django_filters.ChoiceFilter(choices=AssignmentRole.choices, label=_("Role"))

    def of_task(self, queryset: QuerySet[Any], name: str, reference: str) -> QuerySet[Any]:
        """Those of the task of that reference."""
        return queryset.filter(task__in=Task.objects.referred_to(reference))


def _has_an_end(day: datetime.date) -> None:
    """Raise `ValidationError` for the last day of all: a day ends where the next one begins."""
    if day == datetime.date.max:
        raise ValidationError(_("Give a day as in 2020-12-31."))


class AssignmentFilter(OfTaskFilter):
    """Filters of assignments; `in_force_on` those in force at the end of that day, as recorded by then."""

    basis = django_filters.ChoiceFilter(choices=AssignmentBasis.choices, label=_("Basis"))
    current = django_filters.BooleanFilter("in_force_until", lookup_expr="isnull", label=_("In force"))
    in_force_on = django_filters.DateFilter(method="by_day", label=_("In force on"), validators=[_has_an_end])
    updated_since = UpdatedSinceFilter()

    class Meta:
        model = Assignment
        fields: list[str] = []

    def by_day(self, queryset: AssignmentQuerySet, name: str, day: datetime.date) -> AssignmentQuerySet:
        """Those in force on `day`."""
        return queryset.in_force_on(day)


class ProgressReportFilter(OfTaskFilter):
    """Filters of progress reports. Words are never looked for in problems, which not everyone may read.

    With a past `day` the reports are `as_known_on` it, and so are their states and when they were handed in.
    """

    state = AnyOfFilter(choices=ReportState.choices, label=_("State"))
    status = AnyOfFilter(choices=Status.choices, label=_("Reported status"))
    submitted_from = django_filters.DateFilter("submitted_at", "date__gte", label=_("Submitted from"))
    submitted_until = django_filters.DateFilter("submitted_at", "date__lte", label=_("Submitted until"))
    round = django_filters.ModelChoiceFilter(
        queryset=ReportingRound.objects.all(), label=_("Reporting round"), help_text=_("Its key.")
    )
    no_change = django_filters.BooleanFilter(label=_("No change this period"))
    claim = django_filters.ChoiceFilter(choices=Claim.choices, method="with_claim", label=_("Asks for"))
    awaiting_me = django_filters.BooleanFilter(
        method="awaiting_reader",
        label=_("Awaits my decision"),
        help_text=_(
            "`true`: what the caller can confirm, accept or pass on; by `ordering=handed_in_at` as queued."
        ),
    )
    q = django_filters.CharFilter(method="with_words", label=_("Words"))
    updated_since = UpdatedSinceFilter()

    class Meta:
        model = ProgressReport
        fields: list[str] = []

    def __init__(self, *args: Any, day: datetime.date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = "known_" if day else ""
        for name in {"state", "submitted_from", "submitted_until"} & set(self.filters):
            self.filters[name].field_name = f"{self.known}{self.filters[name].field_name}"

    def awaiting_reader(
        self,
        queryset: QuerySet[ProgressReport],
        name: str,
        wanted: bool,  # noqa: FBT001 - as filters are called
    ) -> QuerySet[ProgressReport]:
        """Those of the reader's review queue, or the others."""
        queued = Q(pk__in=awaiting(self.request.user).order_by().values("pk"))
        return queryset.filter(queued if wanted else ~queued)

    def with_claim(
        self, queryset: QuerySet[ProgressReport], name: str, claim: str
    ) -> QuerySet[ProgressReport]:
        """Those whose `claim` is that one, such as 申请销号."""
        own = queryset.exclude(role=AssignmentRole.PARTICIPATING)
        return own.filter(**{f"{self.known}state__in": HANDED_IN}, status=claim)

    def with_words(
        self, queryset: QuerySet[ProgressReport], name: str, words: str
    ) -> QuerySet[ProgressReport]:
        """Those whose progress, outcome or next step has every word."""
        texts = ReportText.objects.containing(words_of(words))
        return queryset.filter(pk__in=texts.values("report"))
