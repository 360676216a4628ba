"""Pages of the counts of agencies as JSON: sums that are kept, as `AgencyProgressSerializer` shows them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import Exists, F, Q, Sum
from django.db.models.functions import Coalesce
from django_cte import CTE, with_cte

from agencies.api.pagination import AskedPage, Page
from agencies.json_sql import JsonParts, JsonString
from agencies.models import Agency
from agencies.models.agency import AgencyQuerySet
from agencies.orderings import Place
from agencies.slots import Slot, Statement, sees_all, statement
from plans.models import Plan
from tasks.enums import AssignmentRole, DerivedStatus
from tasks.models import AgencyTally, TaskStanding
from tasks.summaries.sources import Row

FIELDS = ("agency", "lead", "by_duty", "participating")
HANDED_IN = ("total", "reported", "accepted")


@dataclass(frozen=True)
class Shape:
    """All that the SQL of a page depends on: not which plan is asked for, nor where its cursor stands."""

    day: datetime.date
    fields: tuple[str, ...]
    of_plan: bool
    asked: AskedPage


def agency_page(
    visible: AgencyQuerySet, plan: Plan | None, day: datetime.date, asked: AskedPage, fields: Sequence[str]
) -> Page[Row] | None:
    """The page of those of `visible` that have a part in `plan` (None: in any), with these fields of each.

    One query, whose rows themselves tell whether the sums that are kept hold on `day`; None where they do
    not, and where nothing is found. Of a row the first column is its JSON, as text or as its bytes.
    """
    values = {"plan": plan.pk} if plan else {}
    try:
        found = _rows(visible, Shape(day, tuple(fields), plan is not None, asked), values)
    except EmptyResultSet:
        return None
    if not found or any(found[0][-2:]):
        return None
    return asked.page(found, lambda row: tuple(map(_text, row[1:-2])))


def _text(cell: Any) -> Any:
    return cell.decode() if isinstance(cell, bytes) else cell


def _rows(visible: AgencyQuerySet, shape: Shape, values: Mapping[str, Any]) -> list[Row]:
    if not sees_all(visible):
        return _compiled(shape, visible).rows(values)
    anywhere, place = shape.asked.parted
    return _compiled_before(replace(shape, asked=anywhere)).rows({**values, **place})


@lru_cache(maxsize=100)
def _compiled_before(shape: Shape) -> Statement:
    found = _compiled(shape, Agency.objects.all(), shape.asked.order.places)
    return replace(found, lasts=True, raw=True)


def _compiled(shape: Shape, visible: AgencyQuerySet, places: Sequence[Place] = ()) -> Statement:
    sums = _sums(shape)
    shown: dict[str, Any] = {"agency": {"id": F("pk"), "name": JsonString(F("name"))}}
    shown |= {role.value: getattr(sums.col, role.value) for role in AssignmentRole}
    keys = shape.asked.order.columns
    reach = {
        "later": Exists(TaskStanding.objects.later_than(shape.day)),
        "behind": Exists(TaskStanding.objects.written()),
    }
    rows = with_cte(sums, select=sums.join(visible, pk=sums.col.agency)).annotate(
        written=JsonParts({name: shown[name] for name in shape.fields}), **keys, **reach
    )
    return statement(shape.asked.cut(rows, places).values_list("written", *keys, *reach))


def _sums(shape: Shape) -> CTE:
    """A row for each agency that has a part, with what it has in each role as JSON."""
    plan = Slot("plan", Plan._meta.pk) if shape.of_plan else None
    rows = AgencyTally.objects.filter(plan=plan).order_by().values("agency").annotate(parts=Sum("total"))
    counted = rows.filter(parts__gt=0).annotate(**{role.value: _count(role) for role in AssignmentRole})
    return CTE(counted.values("agency", *AssignmentRole.values), name="sums")


def _count(role: AssignmentRole) -> JsonParts:
    by_status = {} if role == AssignmentRole.PARTICIPATING else _summed(role, DerivedStatus.values)
    return JsonParts({**_summed(role, HANDED_IN), "by_status": by_status})


def _summed(role: AssignmentRole, names: Sequence[str]) -> Mapping[str, Any]:
    return {name: Coalesce(Sum(name, filter=Q(role=role)), 0) for name in names}
