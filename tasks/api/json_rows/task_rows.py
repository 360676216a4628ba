"""A task as the API's list shows it, which is as `TaskSerializer` says, written by the database."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import CharField, F, JSONField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from agencies.json_sql import JsonArray, JsonBoolean, JsonObject, JsonText, Members
from tasks.models import Assignment, Task, state_sql
from tasks.models.task import TaskQuerySet

PLAIN = (
    *("number", "text", "assignment_text", "start", "end", "mode", "status", "percent", "share_count"),
    *("shares_confirmed", "due_on", "original_due_on", "points_behind", "light", "computed_light"),
)
AT_ONCE = 2000
"""Rows that are fetched together where all are."""

FLAGS = ("marked_by_duty", "open_ended", "is_adjusted")
COLUMNS = ("id", "agency_id", "role", "position", "name_as_written", "basis")
PART: Members = {
    "id": "id",
    "agency": {"id": "agency_id", "name": "agency_name"},
    **{name: name for name in ("role", "position", "name_as_written", "basis")},
    "confirmed_status": "confirmed->'status'",
    "confirmed_percent": "confirmed->'percent'",
}
"""As `TaskPartSerializer` shows a part; what was last confirmed of it is looked up once for both."""


def written(tasks: TaskQuerySet, day: datetime.date, fields: Sequence[str]) -> TaskQuerySet:
    """Adds `written` to `tasks`, which have their state of `day`: these fields of each, in this order."""
    members = _members(day)
    row = JsonText(JsonObject({name: members[name] for name in fields}))
    return tasks.with_adjustments(day).annotate(written=row)


def texts(tasks: QuerySet[Task], day: datetime.date, fields: Sequence[str]) -> Iterator[str]:
    """What is `written` of each of `tasks`, fetched some at a time by one query."""
    alone: Any = tasks.prefetch_related(None).select_related(None)
    rows: Any = written(alone, day, fields)
    found: Iterator[str] = rows.values_list("written", flat=True).iterator(AT_ONCE)
    return found


def _members(day: datetime.date) -> Mapping[str, Any]:
    return {
        "reference": Concat("plan__code", Value("-"), Cast("number", CharField())),
        "plan": F("plan__code"),
        "section": F("section_id"),
        **{name: F(name) for name in PLAIN},
        **{name: JsonBoolean(F(name)) for name in FLAGS},
        "assignments": _parts(day),
    }


def _parts(day: datetime.date) -> JsonArray:
    parts = Assignment.objects.in_force_on(day).filter(task=OuterRef("pk")).order_by("position", "pk")
    last = state_sql.confirmations_of_agency(day)
    both = last.values(both=JsonObject({"status": F("status"), "percent": F("percent")}))
    added = {"agency_name": F("agency__name"), "confirmed": Subquery(both[:1], JSONField())}
    return JsonArray(parts.annotate(**added).values(*COLUMNS, *added), PART)
