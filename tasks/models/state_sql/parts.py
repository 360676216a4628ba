"""The parts of a task as lists show them, with what was last confirmed of each: JSON made by the database."""

from __future__ import annotations

import datetime

from django.db.models import F, OuterRef, Subquery

from agencies.json_sql import JsonArray, JsonObject, Members, WrittenJson
from tasks.models.assignments import Assignment
from tasks.models.state_sql.confirmed import confirmations_of_agency

COLUMNS = ("id", "agency_id", "role", "position", "name_as_written", "basis")
PART: Members = {
    "id": "id",
    "agency": {"id": "agency_id", "name": "agency_name"},
    **{name: name for name in ("role", "position", "name_as_written", "basis")},
    "confirmed_status": "confirmed->'status'",
    "confirmed_percent": "confirmed->'percent'",
}
"""As `TaskPartSerializer` shows a part; what was last confirmed of it is looked up once for both."""


def shown_parts(day: datetime.date) -> JsonArray:
    """For a task: its parts in force on `day`, in the order of the bracket."""
    parts = Assignment.objects.in_force_on(day).filter(task=OuterRef("pk")).order_by("position", "pk")
    last = confirmations_of_agency(day)
    both = last.values(both=JsonObject({"status": F("status"), "percent": F("percent")}))
    added = {"agency_name": F("agency__name"), "confirmed": Subquery(both[:1], WrittenJson())}
    return JsonArray(parts.annotate(**added).values(*COLUMNS, *added), PART)
