"""How an agency stands with each of its parts, in SQL: hundreds are sorted by it, and a page of them read."""

from __future__ import annotations

import datetime

from django.db.models import Case, CharField, DateField, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.db.models.sql.constants import LOUTER
from django_cte import CTE, with_cte

from tasks.enums import (
    NEEDS_NO_DATE,
    DerivedStatus,
    LightColour,
    ReportState,
    ReviewDecision,
    Standing,
)
from tasks.models import Assignment, ProgressReport, Review, Task, TaskStanding, state_sql
from tasks.models.assignments import AssignmentQuerySet

OWED = (
    Standing.RETURNED,
    Standing.REOPENED,
    Standing.OVERDUE,
    Standing.DUE_SOON,
    Standing.DRAFT,
    Standing.NO_REPORT,
)
"""Standings in which the next step is the agency's, the most urgent first."""

NOBODY_ASKED = {DerivedStatus.COMPLETED, DerivedStatus.SUSPENDED, DerivedStatus.DROPPED}
"""Statuses of a task about which a first report is asked of nobody any more."""

UNDER_WAY = (ReportState.RETURNED, ReportState.PENDING_APPROVAL, ReportState.SUBMITTED)
"""States of the newest report that say alone how the agency stands."""

SHOWN = ("standing", "newest", "status", "light", "due_on")
PLACED = ("rank", "pressing_on", "untracked", "plan_year", "plan_code")


def with_work(parts: AssignmentQuerySet, day: datetime.date) -> AssignmentQuerySet:
    """Adds to `parts`, which are in force, what is said of each on `day`; one query, and one before it.

    `standing` (`Standing`), `newest` (the key of the agency's newest report), `status`, `light` and `due_on`
    of the task, and what the parts are sorted by: `rank` (of what is owed the place of its standing in
    `OWED`, of the rest the number after), `pressing_on` (of what is owed the due date), `untracked` (1 where
    the plan is not tracked, else 0), `plan_year` and `plan_code`; then comes their own `number`.
    """
    database = parts.db
    rows = state_sql.compiled_rows(Task, day, database, TaskStanding.objects.using(database).source_on(day))
    state = rows[-1]
    reports = CTE(ProgressReport.objects.order_by().values("id", "state"), name="newest_reports")
    found = state.join(parts.order_by(), task=state.col.id).annotate(newest=_newest())
    found = reports.join(found, newest=reports.col.id, _join_type=LOUTER).annotate(
        report_state=reports.col.state,
        last_decision=_last_decision(),
        settled=_settled(),
        tracked_from=state.col.tracked_from,
        status=state.col.status,
        light=state.col.light,
        due_on=state.col.due_on,
        plan_year=F("task__plan__year"),
        plan_code=F("task__plan__code"),
    )
    stood = CTE(
        found.annotate(standing=standing_on(day), untracked=_untracked(day)).values(
            "id", *SHOWN, *PLACED[2:]
        ),
        name="stood",
        materialized=True,
    )
    columns = {name: getattr(stood.col, name) for name in (*SHOWN, *PLACED[2:])}
    placed = stood.join(Assignment.objects.using(database).order_by(), pk=stood.col.id).annotate(**columns)
    work: AssignmentQuerySet = with_cte(*rows, reports, stood, select=placed).annotate(
        rank=Case(
            *[When(standing=standing, then=Value(place)) for place, standing in enumerate(OWED)],
            default=Value(len(OWED)),
            output_field=IntegerField(),
        ),
        pressing_on=Case(When(standing__in=OWED, then=F("due_on")), output_field=DateField()),
    )
    return work


def standing_on(day: datetime.date) -> Case:
    """Where an agency stands, over the other annotations.

    From its newest report's state (`report_state`), what was last `settled` of it, the `last_decision` that
    settled that report, the task's `status` and `light` and since when its plan is tracked (`tracked_from`).
    A returned report comes first, then one whose completion was taken back, then the task's date unless the
    agency's own part is done, then what was begun or never begun. A plan that is not tracked asks for
    nothing, but a draft in it still lies there.
    """
    tracked, late = Q(tracked_from__lte=day), Q(light=LightColour.RED)
    urgent = (late | Q(light=LightColour.YELLOW)) & ~Q(settled__in=NEEDS_NO_DATE)
    by_light = Case(When(late, then=Value(Standing.OVERDUE)), default=Value(Standing.DUE_SOON))
    return Case(
        When(report_state__in=UNDER_WAY, then=F("report_state")),
        When(tracked & Q(last_decision=ReviewDecision.REOPEN), then=Value(Standing.REOPENED)),
        When(tracked & urgent, then=by_light),
        When(report_state=ReportState.DRAFT, then=Value(Standing.DRAFT)),
        When(report_state__isnull=False, then=Value(Standing.SETTLED)),
        When(tracked & ~Q(status__in=NOBODY_ASKED), then=Value(Standing.NO_REPORT)),
        default=Value(Standing.NOT_ASKED),
        output_field=CharField(),
    )


def _newest() -> Subquery:
    own = ProgressReport.objects.filter(task=OuterRef("task"), agency=OuterRef("agency")).order_by("-pk")
    return Subquery(own.values("pk")[:1])


def _last_decision() -> Coalesce:
    """The decision that last settled the values of the `newest` report; empty where none did."""
    decided = Review.objects.settling().filter(report=OuterRef("newest"))
    return Coalesce(Subquery(decided.values("decision")[:1]), Value(""))


def _settled() -> Coalesce:
    """The status last confirmed or accepted of the agency in the task; empty where none was."""
    decided = Review.objects.settling().filter(
        report__task=OuterRef("task"), report__agency=OuterRef("agency")
    )
    return Coalesce(Subquery(decided.values("status")[:1]), Value(""))


def _untracked(day: datetime.date) -> Case:
    return Case(When(tracked_from__lte=day, then=Value(0)), default=Value(1), output_field=IntegerField())
