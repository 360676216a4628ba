"""A past day keeps what was known on it, whatever people do afterwards.

A history is played by the services, with the clock under our hand; what was seen at the end of every day is
asked for again when all is over.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from agencies.slots import statement
from tasks.enums import Answer, ReportState
from tasks.models import ProgressReport, ReportingRound, Task, TaskStanding
from tasks.models.state_sql.since import lit_otherwise
from tasks.services.standings import standings_refresh, standings_refresh_stale, standings_wrong
from tasks.services.tallies import tallies_wrong
from tasks.summaries import agency_counts, plan_totals
from tasks.summaries.consolidation import consolidation_state
from tasks.summaries.known_reports import as_known_on, known_reports
from tasks.summaries.rounds import parts_asked
from tasks.summaries.side_by_side import synopses_of
from tasks.summaries.task_dates import task_dates
from tests.tasks.past.agencies import Clock, Step
from tests.tasks.past.office import Office


def seen_on(office: Office, day: datetime.date, *, is_past: bool) -> dict[str, Any]:
    """Everything that a page of `day` shows to the office."""
    reader = office.office[0]
    tasks = list(
        Task.objects.filter(plan=office.plan)
        .with_state(day)
        .with_adjustments(day)
        .prefetch_related("assignments__agency", "assignments__received_from")
        .order_by("number")
    )
    shown: dict[str, Any] = {
        "totals": plan_totals(office.plan, day),
        "agencies": agency_counts(office.plan, day, office.agencies),
    }
    for task in tasks:
        dates = task_dates(task, reader, day, may_change=False)
        state = consolidation_state(task, reader, day, may_change=False)
        synopses = synopses_of(task, reader, day)
        shown[task.reference] = {
            "state": (task.mode, task.status, task.percent, task.due_on, task.points_behind, task.light),
            "adjusted": (task.is_adjusted, task.original_due_on, dates.is_adjusted),
            "milestones": [
                (row.milestone.pk, row.dates.current, row.is_reached, row.days_late)
                for row in dates.milestones
            ],
            "ended": [row.milestone.pk for row in dates.ended],
            "requests": [(row.request.pk, row.state) for row in dates.requests],
            "wording": dates.wording and dates.wording.change.pk,
            "held": state and state.held and state.held.agency_id,
            "synopsis": synopses and synopses.latest.pk,
            "reports": reports_of(task, day if is_past else None),
        }
    for asked in ReportingRound.objects.with_state(day):
        parts = parts_asked(asked, reader, day, may_change=not is_past)
        shown[f"round {asked.pk}"] = (
            asked.step,
            asked.due_on,
            [(part.assignment.pk, answered(part.answer, part.owes), part.days_late) for part in parts],
        )
    return shown


def answered(answer: Answer, owes: bool) -> str:
    """Who owes, and who does not. What somebody has begun is not dated, nor whether it said no change."""
    if owes:
        return "owes"
    return answer if answer == Answer.BY_OTHER_LEAD else "answered"


def reports_of(task: Task, as_of: datetime.date | None) -> list[tuple[int, str]]:
    known = known_reports(ProgressReport.objects.filter(task=task).order_by("pk"), as_of)
    inside = {ReportState.DRAFT, ReportState.PENDING_APPROVAL}
    if as_of:
        listed: Any = as_known_on(ProgressReport.objects.filter(task=task).order_by("pk"), as_of)
        assert [(one.report.pk, one.state, one.words_kept) for one in known] == list(
            listed.values_list("pk", "known_state", "words_kept")
        )
    return [(one.report.pk, one.state) for one in known if one.state not in inside]


def history(seed: int, kinds: int) -> Iterator[Step | None]:
    """Steps at random, the same for the same `seed`; None where a day is over."""
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    for _number in range(150):
        yield Step(chance.randrange(kinds), chance.randrange(3), chance.randrange(4), chance.randrange(1000))
        if chance.random() < 0.1:
            yield None


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.long) for seed in (2, 3))])
def test_every_day_is_shown_for_ever_as_it_was_seen_at_its_end(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    monkeypatch.setattr(timezone, "now", clock)
    office = Office(clock)
    standings_refresh(tasks=[task.pk for task in office.tasks])
    seen: dict[datetime.date, dict[str, Any]] = {}
    for step in history(seed, len(office.steps)):
        if step is None:
            assert not TaskStanding.objects.written().exists()
            assert list(standings_wrong(day=clock.day)) == []
            assert not tallies_wrong()
            seen[clock.day] = seen_on(office, clock.day, is_past=False)
            clock.next_day(1)
            if seed % 2:
                standings_refresh_stale(day=clock.day)
        else:
            office.try_(step)
    clock.next_day(1)
    kept = set(ProgressReport.objects.values_list("pk", flat=True))
    for day, before in seen.items():
        for task in office.tasks:
            # A draft that was taken back and thrown away leaves only the fact that it was handed in.
            of_task = before[task.reference]
            of_task["reports"] = [one for one in of_task["reports"] if one[0] in kept]
        assert seen_on(office, day, is_past=True) == before, day
        assert told_since(office, day, clock.day) == {
            task.pk: before[task.reference]["state"] for task in office.tasks
        }


def told_since(office: Office, day: datetime.date, now: datetime.date) -> dict[int, tuple[Any, ...]]:
    """The state of all tasks as it is read where little has changed since `day`."""
    names = ("pk", "mode", "status", "percent", "due_on", "points_behind", "light")
    tasks = Task.objects.filter(plan=office.plan).with_state_since(day).values_list(*names)
    keys = [key for rows in lit_otherwise(day, now) for row in rows for key in row.values()]
    return {key: tuple(state) for key, *state in statement(tasks).rows({"keys": keys})}
