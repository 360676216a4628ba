"""What the filters of tasks let people choose, and in what order tasks come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import django_filters
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.db.models import CharField, Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters.widgets import BooleanWidget

from agencies.models import Agency
from agencies.picking import pick
from agencies.remembering import remembered
from agencies.rules import is_signed_in
from agencies.selects import ColumnsField, Select
from agencies.slots import Slot, Statement, sees_all, statement
from plans.models import Plan, Section
from tasks.filters.orderings import TASK_ORDERINGS
from tasks.models import ReportingRound


class TaskOrdering(django_filters.OrderingFilter):
    """Sorts by what `TASK_ORDERINGS` names, empty values last."""

    def filter(self, qs: QuerySet[Any], value: Iterable[str] | None) -> QuerySet[Any]:
        """`qs` in that order; without a value in its own."""
        return TASK_ORDERINGS.chosen(value).sorted(qs) if value else qs


class YesNoSelect(BooleanWidget, Select):
    """Yes, no, or either; in an address `true` and `false`, as over the API."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.choices = [("", _("All")), ("true", _("Yes")), ("false", _("No"))]


class ChoiceFilter(django_filters.ChoiceFilter):
    """One of a few values."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, widget=Select, **kwargs)


def no_such_plan(code: str, plans: Iterable[Plan]) -> str:
    """What is said where none of `plans`, all that somebody sees, has that code: which there are."""
    codes = ", ".join(plan.code for plan in plans)
    return gettext("There is no plan “%(code)s”, only: %(codes)s.") % {"code": code, "codes": codes}


class PlanField(ColumnsField):
    """A choice of plans, the one chosen looked up by SQL that is compiled once."""

    columns = ("short_title",)

    def to_python(self, value: Any) -> Model | None:
        """The plan of that code; raises `ValidationError` where there is none to choose."""
        if value in self.empty_values:
            return None
        ProhibitNullCharactersValidator()(value)
        plans: Any = self.queryset
        found: Model | None = pick(plans, "code", value)
        if found is None:
            raise ValidationError(no_such_plan(value, plans), code="no_such_plan")
        return found


class _ColumnsFilter(django_filters.ModelChoiceFilter):
    """A choice that knows who chooses."""

    @property
    def field(self) -> Any:
        """The choice."""
        found: Any = super().field
        request = self.get_request()  # type: ignore[no-untyped-call]
        found.user = request.user if request else None
        return found


class PlanFilter(_ColumnsFilter):
    """A plan by its code."""

    field_class = PlanField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, to_field_name="code", **kwargs)


class AgencyChoiceFilter(_ColumnsFilter):
    """An agency by its key."""

    field_class = ColumnsField


class SectionField(ColumnsField):
    """A choice of the sections of plans, of one where it has a `code`, such as `2020 3.2 专利`."""

    columns = ("document__plan__code", "path", "title")
    shown = "{} {} {}"
    code = ""

    def to_python(self, value: Any) -> Model | None:
        """The section of that key; raises `ValidationError` where it is not one to choose."""
        if value not in self.empty_values:
            seen: Any = self.queryset
            self.queryset = _of_plans(seen, self.code)
        found: Model | None = super().to_python(value)
        return found

    def cells(self) -> Iterable[tuple[Any, ...]]:
        """As of every choice; of whoever sees all sections by SQL that is the same for every plan."""
        seen: Any = self.queryset
        if not sees_all(seen):
            return _of_plans(seen, self.code).values_list("pk", *self.columns)
        asked = _section_cells(self.columns, bool(self.code), seen.db)
        return remembered(self.user, (asked, self.code), lambda: asked.rows({"code": self.code}))


@lru_cache(maxsize=4)
def _section_cells(columns: Sequence[str], of_one: bool, database: str) -> Statement:  # noqa: FBT001
    found = _of_plans(Section.objects.using(database), Slot("code", CharField()) if of_one else "")
    return statement(found.values_list("pk", *columns), lasts=True)


class SectionFilter(_ColumnsFilter):
    """A section; tasks of its subsections belong to it."""

    field_class = SectionField

    @property
    def field(self) -> Any:
        """The choice, which knows of which plan its sections are."""
        found = super().field
        request = self.get_request()  # type: ignore[no-untyped-call]
        found.code = _asked_plan(request) if request else ""
        return found


def visible_plans(request: HttpRequest | None) -> QuerySet[Plan]:
    """The plans that whoever filters may choose."""
    if request is None or not is_signed_in(request.user):
        return Plan.objects.none()
    return Plan.objects.visible_to(request.user)


def visible_sections(request: HttpRequest | None) -> QuerySet[Section]:
    """The sections that whoever filters may see; to choose from are those `SectionField` says."""
    if request is None or not is_signed_in(request.user):
        return Section.objects.none()
    return Section.objects.visible_to(request.user)


def _asked_plan(request: HttpRequest) -> str:
    # PostgreSQL refuses to look for a null character; the choice of plan says that the code is wrong.
    return request.GET.get("plan", "").replace("\0", "")


def _of_plans(sections: QuerySet[Section], code: str | Slot) -> QuerySet[Section]:
    """Those of plans, or where there is a `code` of that one."""
    of_plans = sections.filter(document__plan__isnull=False)
    return of_plans.filter(document__plan__code=code) if code else of_plans


def visible_rounds(request: HttpRequest | None) -> QuerySet[ReportingRound]:
    """The rounds that whoever filters may choose."""
    if request is None or not is_signed_in(request.user):
        return ReportingRound.objects.none()
    return ReportingRound.objects.visible_to(request.user)


def visible_agencies(request: HttpRequest | None) -> QuerySet[Agency]:
    """The agencies that whoever filters may choose."""
    if request is None or not is_signed_in(request.user):
        return Agency.objects.none()
    return Agency.objects.visible_to(request.user)
