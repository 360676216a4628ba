"""Tasks as a table."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence

from django.db.models import F, OuterRef, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _

from agencies.tables import Cell, Column, Table, chosen_columns, table_of
from tasks.enums import AssignmentRole, DerivedStatus, LightColour, TaskMode
from tasks.exports.cells import (
    BETWEEN,
    Joined,
    as_it_is,
    heading_of,
    in_words,
    plain,
    read_rows,
    reference,
    yes_or_no,
)
from tasks.models import Assignment, Task


def task_table(tasks: QuerySet[Task], day: datetime.date, fields: Sequence[str] = ()) -> Table:
    """`tasks`, which have their state and adjustments of `day`, in their order: one query."""
    parts = Assignment.objects.in_force_on(day).filter(task=OuterRef("pk")).order_by("position", "pk")
    named = parts.values(one=Concat("role", Value(":"), F("agency__name")))
    found = tasks.prefetch_related(None).annotate(parts=Joined(named))
    return table_of(chosen_columns(task_columns(), fields), read_rows(found))


def task_columns() -> list[Column]:
    """A task as printed, how far it is, and whose it is: a column for each role."""
    return [
        Column("reference", _("Task"), ("plan__code", "number"), reference),
        Column("plan", heading_of(Task, "plan"), ("plan__code",), as_it_is),
        Column("section", heading_of(Task, "section"), ("section__path", "section__title"), _section),
        *plain(Task, "number", "text", "assignment_text"),
        *[
            Column("assignments", str(role.label), ("parts",), _holding(role))
            for role in (AssignmentRole.LEAD, AssignmentRole.BY_DUTY, AssignmentRole.PARTICIPATING)
        ],
        Column("mode", _("How it is given"), ("mode",), in_words(TaskMode)),
        Column("status", _("Status"), ("status",), in_words(DerivedStatus)),
        Column("percent", _("Percent"), ("percent",), as_it_is),
        Column("share_count", _("Shares by duty"), ("share_count",), as_it_is),
        Column("shares_confirmed", _("Shares confirmed"), ("shares_confirmed",), as_it_is),
        Column("due_on", _("Due on"), ("due_on",), as_it_is),
        Column("original_due_on", _("First due date"), ("original_due_on",), as_it_is),
        Column("is_adjusted", _("Adjusted"), ("is_adjusted",), yes_or_no()),
        Column("points_behind", _("Points behind"), ("points_behind",), as_it_is),
        Column("light", _("Light"), ("light",), in_words(LightColour)),
        Column("computed_light", _("Computed light"), ("computed_light",), in_words(LightColour)),
        *[
            Column(name, heading_of(Task, name), (name,), yes_or_no(), usual=False)
            for name in ("marked_by_duty", "open_ended")
        ],
        *plain(Task, "start", "end", usual=False),
    ]


def _section(path: str, title: str) -> str:
    return f"{path} {title}".strip()


def _holding(role: AssignmentRole) -> Callable[[str | None], Cell]:
    """The agencies in that role."""
    mark = f"{role.value}:"
    return lambda parts: "、".join(
        part.removeprefix(mark) for part in (parts or "").split(BETWEEN) if part.startswith(mark)
    )
