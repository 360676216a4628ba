"""Reading a task's state from the row kept of it, and the query that makes such rows from the facts."""

from __future__ import annotations

import datetime
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Least
from django.db.models.sql.constants import LOUTER
from django_cte import CTE, with_cte

from plans.models import Plan
from tasks.enums import NEEDS_NO_DATE, TaskMode
from tasks.models.lights import Joined, judging_of, judging_sql, threshold_sql
from tasks.models.standings import ALWAYS, TaskStanding, TaskStandingQuerySet
from tasks.models.state_sql.among import Among
from tasks.models.state_sql.facts import MODE, OUTCOME, PERCENT, STATUS, facts_of_tasks
from tasks.models.state_sql.lights import (
    SHOWN_LIGHT,
    computed_light,
    judged_by,
    light_lasts_through,
    limits_of,
    points_behind,
)
from tasks.models.state_sql.parts import shown_parts
from tasks.models.state_sql.rounds import rounds_asked
from tasks.models.state_sql.to_come import COMING, rounds_to_come
from tasks.thresholds import Thresholds

if TYPE_CHECKING:
    from tasks.models.task import Task

COUNTED = ("lead_count", "share_count", "shares_confirmed")
OF_ROUNDS = ("missed_rounds", "unchanged_rounds", "last_round_due_on")
BY_HAND = ("hand_colour", "hand_until", "hand_reason")
KEPT = (*COUNTED, *OUTCOME, "due_on", *OF_ROUNDS, *BY_HAND)
"""The columns of a task's state that a row keeps."""

SHOWN = (*KEPT, "tracked_from", "points_behind", "computed_light", "light")
"""The columns of a task's state that lists and pages show."""

PARTS = "shown_parts"

BY_DAY = (*BY_HAND, *OF_ROUNDS)
SHOWN_BY_ROW = (
    {"task_id": "id"} | {(f"now_{name}" if name in BY_DAY else name): name for name in SHOWN} | {PARTS: PARTS}
)
"""From the name of a column in `with_light` to the name under which it is shown.

Two kinds of columns change with the day alone and are worked out there as `now_…`: what was set by hand
counts only while it is in force, and what rounds say changes when the next one is over.
"""


def judging_on(day: datetime.date) -> Joined:
    """For plans `with_tracking(day)`: tracking and thresholds in one text, as `TaskStanding.judged_by`."""
    return judged_by(judging_sql(day))


def tracked_plans(day: datetime.date, only: Any = None) -> CTE:
    """One row per plan with what lights are judged by: `tracked_from` and each threshold (`limit_…`).

    Joined with the tasks, it is worked out once for fifty plans and not once for a million tasks. With
    `only`, the key of a plan, that plan alone, and both in one text as well (`judging`, see `judging_on`).
    """
    added: Any = {f"limit_{field.name}": threshold_sql(field.name, day) for field in fields(Thresholds)}
    plans: Any = Plan.objects.with_tracking(day).order_by()
    if only is not None:
        plans = plans.filter(pk=only)
        added |= {"judging": judging_on(day)}
    return CTE(plans.annotate(**added).values("id", "tracked_from", *added), name="tracked")


def with_light(rows: TaskStandingQuerySet, tracked: CTE, day: datetime.date) -> TaskStandingQuerySet:
    """Adds to `rows`, none stale on `day`, what depends on the day: `light` and what it follows from."""

    def limit(name: str) -> Any:
        return getattr(tracked.col, f"limit_{name}")

    in_force, turned = Q(hand_until__gte=day), Q(turns_after__lt=day)
    shown: TaskStandingQuerySet = tracked.join(rows.order_by(), plan=tracked.col.id, _join_type=LOUTER)
    for added in (
        {f"now_{name}": Case(When(in_force, then=F(name))) for name in BY_HAND},
        {f"now_{name}": Case(When(turned, then=F(f"next_{name}")), default=F(name)) for name in OF_ROUNDS},
        {"tracked_from": tracked.col.tracked_from},
        {"points_behind": points_behind(day)},
        {"computed_light": computed_light(day, limit, prefix="now_")},
        {"light": Coalesce(F("now_hand_colour"), F("computed_light"), output_field=CharField())},
    ):
        shown = shown.annotate(**added)
    return shown


def shown_by_row(rows: TaskStandingQuerySet, tracked: CTE, day: datetime.date) -> QuerySet[TaskStanding, Any]:
    """The columns of `SHOWN_BY_ROW` for `rows`, none of which is stale on `day`."""
    values: QuerySet[TaskStanding, Any] = with_light(rows, tracked, day).values(*SHOWN_BY_ROW)
    return values


TO_COUNT = ("kept_light", "light_through", "judged_by")
"""The columns by which a section's tasks are counted by light (`SectionTally`); no page shows them."""

COLUMNS = (
    *("task_id", "plan_id", "section_id", "number", "computed_on"),
    *(*COMING, *KEPT, *TO_COUNT, "shown_parts"),
)
"""The columns of `standing_rows`, in order."""


def standing_rows(
    tasks: type[Task], day: datetime.date, thresholds: Thresholds, among: Among
) -> tuple[tuple[CTE, ...], CTE, CTE]:
    """The CTEs from which kept rows are made: by the facts of `day`, lights judged by `thresholds`.

    Returns all of them in order, and then once more the two that `standing_values` joins with the tasks: what
    is foreseen of the days ahead, and the outcome now.
    """
    limits = limits_of(thresholds)
    rows = facts_of_tasks(tasks.objects.all(), day, among)
    ahead = rounds_to_come(day, rounds_asked(day, among))
    outcome = CTE(
        rows[-1]
        .queryset()
        .order_by()
        .annotate(mode=MODE, status=STATUS, percent=PERCENT)
        .annotate(points_behind=points_behind(day))
        .annotate(computed_light=computed_light(day, limits))
        .annotate(light=SHOWN_LIGHT, judged_by=judged_by(Value(judging_of(thresholds))))
        .annotate(lasts_through=light_lasts_through(day, limits))
        .values("id", *KEPT, "light", "lasts_through", "judged_by"),
        name="outcome",
    )
    return (*rows, *ahead, outcome), ahead[-1], outcome


def standing_values(
    tasks: QuerySet[Task], day: datetime.date, parts: tuple[CTE, ...], ahead: CTE, outcome: CTE
) -> QuerySet[Task]:
    """One row with `COLUMNS` for each of `tasks`, from what `standing_rows` returned."""
    joined = ahead.join(
        outcome.join(tasks.order_by(), pk=outcome.col.id), pk=ahead.col.task_id, _join_type=LOUTER
    )
    named = {f"kept_{name}": getattr(outcome.col, name) for name in KEPT}
    coming = {f"coming_{name}": getattr(ahead.col, name) for name in COMING}
    coming["coming_valid_through"] = Coalesce(ahead.col.valid_through, Value(ALWAYS))
    rows = with_cte(*parts, select=joined).annotate(computed_on=Value(day), **coming, **named)
    rows = rows.annotate(written_parts=shown_parts(day))
    # What rounds say changes no such light.
    fixed = Q(kept_mode=TaskMode.UNASSIGNED) | Q(kept_status__in=NEEDS_NO_DATE)
    turns_after = Case(When(~fixed, then=F("coming_turns_after")))
    counted = {
        "counted_light": outcome.col.light,
        "counted_through": Least(outcome.col.lasts_through, Coalesce(turns_after, Value(ALWAYS))),
        "counted_by": outcome.col.judged_by,
    }
    names = ("computed_on", *coming, *named, *counted, "written_parts")
    rows = rows.annotate(**counted)
    values: QuerySet[Task] = rows.values_list("pk", "plan_id", "section_id", "number", *names)
    return values
