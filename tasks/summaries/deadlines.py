"""Which agencies have not yet done what a due date asks of them: of a round, of a task, of a milestone."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from agencies.models import Agency
from plans.clock import end_of
from plans.models import TrackingChange
from tasks.enums import NEEDS_NO_DATE, AssignmentRole, ReportState
from tasks.models import (
    Assignment,
    DueDateChange,
    Milestone,
    ProgressReport,
    ReportingRound,
    Task,
)
from tasks.models.assignments import CARRIED_ON
from tasks.models.state_sql import latest_of_agency
from tasks.summaries.milestones import Confirmed, confirmed_claims, last_voice
from tasks.summaries.rounds import parts_owed

Wanted = Callable[[datetime.date, datetime.date], bool]
"""Whether a due date, known since a day, is of interest: so nothing is looked up about the others."""


@dataclass(frozen=True)
class Deadline:
    """A date by which an agency owes something, known since `known_on`.

    It is of a `round`, with the references of the `tasks` that the agency owes it, or of one `task`, or of
    one `milestone` of that task. `key` names it, its date included: another date is another deadline.
    """

    agency: Agency
    due_on: datetime.date
    known_on: datetime.date
    key: str
    round: ReportingRound | None = None
    task: Task | None = None
    milestone: Milestone | None = None
    tasks: Sequence[str] = ()


@dataclass(frozen=True)
class _Date:
    """A task's or milestone's date in force."""

    task_id: int
    milestone: Milestone | None
    due_on: datetime.date
    known_on: datetime.date


@dataclass(frozen=True)
class _Reported:
    """Whose reports wait for the office (task, agency), for which tasks a lead's does, what is confirmed."""

    submitted: frozenset[tuple[int, int]]
    led: frozenset[int]
    confirmed: Mapping[int, Mapping[int, Confirmed]]


def due_dates(day: datetime.date) -> list[datetime.date]:
    """Every due date in force on `day`, of open rounds and of what is tracked."""
    asking = ReportingRound.objects.open_on(day)
    return [*(each.due_on for each in asking), *(date.due_on for date in _dates(day))]


def deadlines(day: datetime.date, wanted: Wanted) -> list[Deadline]:
    """The wanted deadlines that agencies have not met by `day`; who has reported is not among them."""
    return [*_of_rounds(day, wanted), *_of_tasks(day, wanted)]


def _of_rounds(day: datetime.date, wanted: Wanted) -> Iterable[Deadline]:
    for asking in ReportingRound.objects.open_on(day).select_related("plan"):
        known_on = max(timezone.localdate(asking.decided_at), asking.opens_on)
        if not wanted(asking.due_on, known_on):
            continue
        owed: dict[Agency, list[Assignment]] = defaultdict(list)
        for part in parts_owed(asking, day):
            owed[part.agency].append(part)
        for agency, parts in owed.items():
            since = max(known_on, min(map(_given_on, parts)))
            if wanted(asking.due_on, since):
                yield Deadline(
                    agency=agency,
                    due_on=asking.due_on,
                    known_on=since,
                    key=f"round:{asking.pk}:{agency.pk}:{asking.due_on}",
                    round=asking,
                    tasks=[part.task.reference for part in parts],
                )


def _of_tasks(day: datetime.date, wanted: Wanted) -> Iterable[Deadline]:
    dates = [date for date in _dates(day) if wanted(date.due_on, date.known_on)]
    keys = {date.task_id for date in dates}
    tasks = Task.objects.filter(pk__in=keys).with_standing(day).exclude(Q(status__in=NEEDS_NO_DATE))
    found = tasks.select_related("plan").in_bulk()
    parts = _pressed(found, day)
    reported = _reported(found, day)
    for date in dates:
        held = parts.get(date.task_id, ())
        leads = {key for part in held if part.role == AssignmentRole.LEAD for key in part.voices}
        for part in held:
            since = max(date.known_on, _given_on(part))
            if wanted(date.due_on, since) and not _quiet(part, date, reported, leads):
                of = f"milestone:{date.milestone.pk}" if date.milestone else f"task:{date.task_id}"
                yield Deadline(
                    agency=part.agency,
                    due_on=date.due_on,
                    known_on=since,
                    key=f"{of}:{part.agency_id}:{date.due_on}",
                    task=found[date.task_id],
                    milestone=date.milestone,
                )


def _dates(day: datetime.date) -> list[_Date]:
    """The date in force of every task and milestone of a tracked plan."""
    changes = DueDateChange.objects.filter(
        Q(milestone=None) | Q(milestone__ended_at=None), decided_at__lt=end_of(day)
    )
    tracked = _tracked_since(day)
    latest = {
        (change.task_id, change.milestone_id): change
        for change in changes.filter(task__plan__in=tracked)
        .select_related("milestone", "task")
        .only("due_on", "decided_at", "task__plan_id", "milestone")
        .order_by("decided_at", "pk")
    }
    return [
        _Date(
            task_id=change.task_id,
            milestone=change.milestone,
            due_on=change.due_on,
            known_on=max(timezone.localdate(change.decided_at), tracked[change.task.plan_id]),
        )
        for change in latest.values()
        if change.due_on
    ]


def _tracked_since(day: datetime.date) -> dict[int, datetime.date]:
    """Plan → the day since which it is tracked, and known to be."""
    changes = TrackingChange.objects.filter(decided_at__lt=end_of(day)).order_by("decided_at", "pk")
    latest = {change.plan_id: change for change in changes}
    return {
        plan: max(change.tracked_from, timezone.localdate(change.decided_at))
        for plan, change in latest.items()
        if change.tracked_from and change.tracked_from <= day
    }


def _given_on(part: Assignment) -> datetime.date:
    """Since when an agency has its part; from the beginning where the document gave it."""
    return timezone.localdate(part.in_force_from) if part.in_force_from else datetime.date.min


def _pressed(tasks: Iterable[int], day: datetime.date) -> Mapping[int, Sequence[Assignment]]:
    """By task: the leads, and of those who work by duty whoever's own share is not done with."""
    parts = Assignment.objects.in_force_on(day).filter(task__in=list(tasks))
    parts = parts.exclude(role=AssignmentRole.PARTICIPATING).annotate(own=latest_of_agency(day, "status"))
    reminded = Q(role=AssignmentRole.LEAD) | Q(own=None) | ~Q(own__in=NEEDS_NO_DATE)
    found: dict[int, list[Assignment]] = defaultdict(list)
    for part in parts.filter(reminded).select_related("agency", *CARRIED_ON):
        found[part.task_id].append(part)
    return found


def _reported(tasks: Iterable[int], day: datetime.date) -> _Reported:
    keys = list(tasks)
    undecided = ProgressReport.objects.filter(task__in=keys, state=ReportState.SUBMITTED)
    reports = list(
        undecided.exclude(role=AssignmentRole.PARTICIPATING).values_list("task_id", "agency_id", "role")
    )
    return _Reported(
        submitted=frozenset((task, agency) for task, agency, _role in reports),
        led=frozenset(task for task, _agency, role in reports if role == AssignmentRole.LEAD),
        confirmed=confirmed_claims(keys, before=end_of(day)),
    )


def _quiet(part: Assignment, date: _Date, reported: _Reported, leads: Collection[int]) -> bool:
    """Whether a report that nobody has decided about, or a milestone reached, speaks for this agency.

    Of several leads (`leads`, the keys of those who speak for them) the last one confirmed speaks for all;
    who works by duty speaks for itself.
    """
    if any((part.task_id, agency) in reported.submitted for agency in part.voices):
        return True
    if part.role == AssignmentRole.LEAD and part.task_id in reported.led:
        return True
    if date.milestone is None:
        return False
    speaking = leads if part.role == AssignmentRole.LEAD else part.voices
    last = last_voice(speaking, reported.confirmed.get(part.task_id, {}))
    return last is not None and date.milestone.pk in last.claimed
