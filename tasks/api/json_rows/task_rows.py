"""A task as the API's list shows it, which is as `TaskSerializer` says, written by the database."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Concat

from agencies.api.exports import FETCHED
from agencies.json_sql import JsonBoolean, JsonMember, JsonObject, JsonText
from tasks.models import Task
from tasks.models.task import TaskQuerySet

PLAIN = (
    *("number", "text", "assignment_text", "start", "end", "mode", "status", "percent", "share_count"),
    *("shares_confirmed", "due_on", "original_due_on", "points_behind", "light", "computed_light"),
)
FLAGS = ("marked_by_duty", "open_ended", "is_adjusted")
MEMBERS: Mapping[str, Any] = {
    "reference": Concat("plan__code", Value("-"), Cast("number", CharField())),
    "plan": F("plan__code"),
    "section": F("section_id"),
    **{name: F(name) for name in PLAIN},
    **{name: JsonBoolean(F(name)) for name in FLAGS},
    "assignments": JsonMember(F("shown_parts")),
}


def written(tasks: TaskQuerySet, day: datetime.date, fields: Sequence[str]) -> TaskQuerySet:
    """Adds `written` to `tasks`: these fields of each, in this order.

    They have their state and `shown_parts` of `day`.
    """
    row = JsonText(JsonObject({name: MEMBERS[name] for name in fields}))
    return tasks.with_adjustments(day).annotate(written=row)


def texts(tasks: QuerySet[Task], day: datetime.date, fields: Sequence[str]) -> Iterator[str]:
    """What is `written` of each of `tasks`, fetched some at a time by one query."""
    alone: Any = tasks.prefetch_related(None).select_related(None)
    rows: Any = written(alone.with_kept_parts(day), day, fields)
    found: Iterator[str] = rows.values_list("written", flat=True).iterator(FETCHED)
    return found
