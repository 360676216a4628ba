"""Filters of tasks."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

import django_filters
from django.core.validators import EMPTY_VALUES
from django.db.models import Case, DateField, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.lookups import GreaterThan, GreaterThanOrEqual, LessThanOrEqual
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from agencies.filters import UpdatedSinceFilter
from agencies.filtersets import FilterSet
from agencies.inputs import DateInput, HiddenInput, TextInput
from agencies.slots import Slot
from agencies.stands import DATES
from plans.clock import today
from plans.models import Section
from tasks.enums import (
    AssignmentRole,
    DerivedStatus,
    LightColour,
    TaskMode,
)
from tasks.filters.choices import (
    AgencyChoiceFilter,
    ChoiceFilter,
    PlanFilter,
    SectionFilter,
    TaskOrdering,
    YesNoSelect,
    visible_agencies,
    visible_plans,
    visible_rounds,
    visible_sections,
)
from tasks.filters.orderings import TASK_ORDERINGS
from tasks.filters.parts import NO_TASK, Wanted, having_part
from tasks.filters.words import Reference, Words, asked_words
from tasks.lineage import assignments_of
from tasks.models import Assignment, ReportingRound, Task, TaskStanding, TaskText
from tasks.models.assignments import AssignmentQuerySet
from tasks.models.task import TaskQuerySet
from tasks.summaries.queue import Need, in_need
from tasks.summaries.trend import round_then

Rows = TypeVar("Rows", bound="QuerySet[Any]")


class TaskFilter(FilterSet):
    """Filters of tasks that are `with_state(day)`, or of what is kept of them (`state_sql.standings_on`).

    Both have the same keys and the same names for what is asked: who adds a filter keeps to these.
    `agency` finds the tasks it has on `day`, with `rollup` those it carries on that later day; only then do
    `part_status`, `reported` and `accepted` mean anything: they are about that agency's own part.
    `role` without an agency finds the tasks in which anybody has that role.
    """

    q = django_filters.CharFilter(method="with_words", label=_("Words"), widget=TextInput)
    plan = PlanFilter(queryset=visible_plans, label=_("Plan"))
    section = SectionFilter(queryset=visible_sections, method="in_section", label=_("Section"))
    agency = AgencyChoiceFilter("assignments__agency", queryset=visible_agencies, label=_("Agency"))
    role = ChoiceFilter(choices=AssignmentRole.choices, label=_("Role"))
    status = ChoiceFilter(choices=DerivedStatus.choices, label=_("Status"))
    light = ChoiceFilter(choices=LightColour.choices, method="with_light", label=_("Light"))
    mode = ChoiceFilter(choices=TaskMode.choices, label=_("How it is assigned"))
    marked_by_duty = django_filters.BooleanFilter(
        method="marked", label=_("Marked 按职责分别负责"), widget=YesNoSelect
    )
    needs = ChoiceFilter(choices=Need.choices, method="in_need", label=_("Needs the office"))
    due_from = django_filters.DateFilter(method="with_due_date", label=_("Due from"), widget=DateInput)
    due_until = django_filters.DateFilter(method="with_due_date", label=_("Due until"), widget=DateInput)
    part_status = ChoiceFilter(choices=DerivedStatus.choices, label=_("Status of the agency's part"))
    reported = django_filters.BooleanFilter(label=_("The agency reported"), widget=YesNoSelect)
    accepted = django_filters.BooleanFilter(
        label=_("The agency's part is confirmed or accepted"), widget=YesNoSelect
    )
    rollup = django_filters.DateFilter(label=_("Carried by the agency on"), widget=DateInput)
    turned_red_since = django_filters.ModelChoiceFilter(
        "reporting_rounds",
        queryset=visible_rounds,
        method="turned_since",
        label=_("Turned red since the round"),
        help_text=_("Red, and not red at the end of this closed round of its plan (its key)."),
        widget=HiddenInput,
    )
    updated_since = UpdatedSinceFilter(method="written_since")
    ordering = TaskOrdering(
        fields=[(name, name) for name in TASK_ORDERINGS.choices], label=_("Order"), widget=HiddenInput
    )

    OF_AGENCY = ("agency", "role", "rollup", "part_status", "reported", "accepted")

    MAIN = ("q", "plan", "section", "agency", "role", "status", "light")

    class Meta:
        model = Task
        fields: list[str] = []

    def __init__(self, *args: Any, day: datetime.date | None = None, **kwargs: Any) -> None:
        """`day` is the one that the tasks have their state of; today where a list knows of no other."""
        super().__init__(*args, **kwargs)
        self.day = day or today()

    @property
    def main_fields(self) -> list[BoundField]:
        """What people filter by most."""
        return [self.form[name] for name in self.MAIN]

    @property
    def more_fields(self) -> list[BoundField]:
        """The rest: the finer points of an agency's part, dates, what is missing."""
        return [field for field in self.form if field.name not in self.MAIN]

    @property
    def uses_more(self) -> bool:
        """Whether any of `more_fields` narrows the list."""
        return any(field.value() not in {None, ""} for field in self.more_fields if not field.is_hidden)

    def filter_queryset(self, queryset: TaskQuerySet) -> TaskQuerySet:
        """The tasks that meet every filter; none where one is wrong, since many may be changed at once."""
        if self.form.errors:
            return queryset.none()
        return self.narrowed(queryset, self.form.cleaned_data)

    @property
    def chosen(self) -> dict[str, Any]:
        """What the tasks are narrowed down by, of filters that are valid."""
        if self.form.errors:
            return {}
        found = self.form.cleaned_data.items()
        return {name: value for name, value in found if name != "ordering" and value not in EMPTY_VALUES}

    def narrowed(self, queryset: Rows, chosen: Mapping[str, Any]) -> Rows:
        """The tasks that meet what is `chosen`, by the names of the filters."""
        for name, value in chosen.items():
            if name not in self.OF_AGENCY:
                queryset = self.filters[name].filter(queryset, value)
        if chosen.get("agency"):
            return queryset.filter(self._having_part(chosen))
        if chosen.get("role"):
            given = Assignment.objects.in_force_on(self.day).filter(task=OuterRef("pk"), role=chosen["role"])
            return queryset.filter(Exists(given))
        return queryset

    def held(self, chosen: Mapping[str, Any]) -> AssignmentQuerySet:
        """What the agency that is `chosen` has or carries, as far as whoever asks may see parts."""
        held = assignments_of(chosen["agency"], chosen.get("rollup"), self.day).in_force_on(self.day)
        return held.visible_to(self.request.user) if self.request else held

    def _having_part(self, chosen: Mapping[str, Any]) -> Q:
        """Those in which the agency has the part that is asked for."""
        wanted = Wanted(
            chosen["agency"],
            role=chosen.get("role"),
            status=chosen.get("part_status"),
            reported=chosen.get("reported"),
            accepted=chosen.get("accepted"),
        )
        return having_part(self.held(chosen), wanted, self.day, merged=bool(chosen.get("rollup")))

    def in_section(self, queryset: Rows, name: str, section: Section | Slot) -> Rows:
        """Those in the section or in one of its subsections."""
        key = section if isinstance(section, Slot) else section.pk
        sections = Section.objects.filter(Q(pk=key) | Q(parent=key))
        return queryset.filter(pk__in=Task.objects.filter(section__in=sections).values("pk"))

    def marked(self, queryset: Rows, name: str, value: bool) -> Rows:  # noqa: FBT001 - a filter's
        """Those whose bracket has the mark, however the plan's note is read; or those without it."""
        return queryset.filter(pk__in=Task.objects.filter(marked_by_duty=value).values("pk"))

    def written_since(self, queryset: Rows, name: str, moment: datetime.datetime) -> Rows:
        """Those of which anything that lists show was written at that moment or later."""
        return queryset.filter(pk__in=TaskStanding.objects.filter(changed_at__gte=moment).values("pk"))

    def with_due_date(self, queryset: Rows, name: str, day: datetime.date | Slot) -> Rows:
        """Those due from or until `day`, compared as by the orders, so that their indexes serve."""
        given = day if isinstance(day, Slot) else Value(day, output_field=DateField())
        compared = (
            GreaterThanOrEqual(DATES.expression("due_on", falls=True), given)
            if name == "due_from"
            else LessThanOrEqual(DATES.expression("due_on"), given)
        )
        return queryset.filter(compared, due_on__isnull=False)

    def with_light(self, queryset: Rows, name: str, colour: str | Slot) -> Rows:
        """Those whose light has that colour.

        PostgreSQL, which takes one value of an expression for rare, would look at every task first; of four
        colours none is, and so it is asked for a number that it takes for a third of them.
        """
        has_it = Case(When(Q(light=colour), then=1), default=0, output_field=IntegerField())
        return queryset.filter(GreaterThan(has_it, 0))

    def turned_since(self, queryset: Rows, name: str, closed: ReportingRound) -> Rows:
        """Those of the round's plan that are red and were not when it was closed; none where it is not."""
        before = round_then(closed.pk, self.day)
        if before is None:
            return queryset.filter(NO_TASK)
        turned = queryset.filter(plan=closed.plan_id).exclude(pk__in=before.then.red)
        return self.with_light(turned, name, LightColour.RED)

    def in_need(self, queryset: QuerySet[Task], name: str, need: str) -> QuerySet[Task]:
        """Those that need the office to say something."""
        return queryset.filter(in_need(Need(need), self.day))

    def with_words(self, queryset: Rows, name: str, query: str | Words) -> Rows:
        """Those whose wording, bracket or section has every word, or the one task of that number."""
        asked = asked_words(query) if isinstance(query, str) else query
        if isinstance(asked, Reference):
            plan = Q(plan__code=asked.plan) if asked.plan else Q()
            return queryset.filter(plan, number=asked.number)
        texts = TaskText.objects.containing(asked.words, asked.grams)
        return queryset.filter(pk__in=texts.values("task"))
