"""Filters of the sentences of a document by what the plan that divides it up made of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import Q
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from agencies.filtersets import FilterSet
from plans.models import Provision
from plans.models.documents import ProvisionQuerySet
from tasks.enums import Given
from tasks.models import TaskOrigin
from tasks.models.origins import TaskOriginQuerySet
from tasks.summaries.strands import DividedSentence


class TraceFilter(FilterSet):
    """By section, words and what became of them; `sentences` are all that there are, in their strands."""

    section = django_filters.CharFilter(
        method="filter_section",
        label=_("Section"),
        help_text=_("Its number, as in 3 or 3.2; what stands below it is found too."),
    )
    given = django_filters.ChoiceFilter(
        choices=Given.choices, method="filter_given", label=_("What became of it")
    )
    text = django_filters.CharFilter(lookup_expr="icontains", label=_("Words"))

    class Meta:
        model = Provision
        fields: list[str] = []

    def __init__(self, *args: Any, sentences: Sequence[DividedSentence] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sentences = sentences

    @property
    def asked_fields(self) -> list[BoundField]:
        """What its page asks, the section apart, which is chosen from those of the document."""
        return [self.form[name] for name in ("given", "text")]

    def filter_section(self, queryset: ProvisionQuerySet, _name: str, path: str) -> ProvisionQuerySet:
        """Those of the section at that path and of the sections below it."""
        return queryset.filter(Q(section__path=path) | Q(section__path__startswith=f"{path}."))

    def filter_given(self, queryset: ProvisionQuerySet, _name: str, given: str) -> ProvisionQuerySet:
        """Those of which anything went that way."""
        return queryset.filter(pk__in=[one.provision.pk for one in self._sentences if one.has(given)])


class TakenFromFilter(django_filters.ModelChoiceFilter):
    """Places that share characters with a sentence of their document."""

    def filter(self, qs: Any, value: Provision | None) -> Any:
        """Those of `qs` that do; all where no sentence is asked for."""
        if value is None:
            return qs
        there = qs.filter(task__plan__origin__sections=value.section_id)
        return there.filter(start__lt=value.end, end__gt=value.start)


class TaskOriginFilter(FilterSet):
    """By task, plan, document, or the sentence that was taken from."""

    task = django_filters.CharFilter(
        method="filter_task", label=_("Task"), help_text=_("Its reference, as in 66-41.")
    )
    plan = django_filters.CharFilter("task__plan__code", label=_("Plan"), help_text=_("Its code."))
    document = django_filters.CharFilter(
        "task__plan__origin__file_name", label=_("Document"), help_text=_("Its file name.")
    )
    provision = TakenFromFilter(
        "task__plan__origin__sections__provisions", queryset=Provision.objects.all(), label=_("Provision")
    )

    class Meta:
        model = TaskOrigin
        fields: list[str] = []

    def filter_task(self, queryset: TaskOriginQuerySet, _name: str, reference: str) -> TaskOriginQuerySet:
        """Those of the task of that reference."""
        return queryset.of_task(reference)
