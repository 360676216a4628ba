"""The row kept of a task says what its facts say, on every day that it holds for."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.models import Task, TaskStanding
from tasks.models.standings import ALWAYS
from tasks.models.state_sql import SHOWN
from tasks.services.standings import standings_work_out
from tests.tasks.histories import FIRST, History, histories
from tests.tasks.summaries.counting import assert_counted
from tests.tasks.test_state_sql import WritesHistories

SPAN = 900
"""Days after which nothing of a generated history happens by itself."""


def by_facts(task: Task, day: datetime.date) -> dict[str, Any]:
    return dict(Task.objects.with_state(day).filter(pk=task.pk).values(*SHOWN).get())


def by_row(task: Task, day: datetime.date) -> dict[str, Any]:
    return dict(Task.objects.filter(pk=task.pk).by_rows(day, stale=False).values(*SHOWN).get())


def all_recorded_by(history: History, day: datetime.date) -> History:
    """The same with everything written down by `day`; rounds are due, and lights set by hand end, later."""

    def early(on: datetime.date) -> datetime.date:
        return FIRST + (on - FIRST) // 3

    return replace(
        history,
        ended={},
        facts=[
            replace(one, on=early(one.on), reopened=one.reopened and early(one.reopened))
            for one in history.facts
        ],
        due=[(early(on), due_on) for on, due_on in history.due],
        tracking=[(early(on), tracked_from) for on, tracked_from in history.tracking],
        rounds=[replace(one, on=early(one.on), due=one.due * 4) for one in history.rounds],
        answers=[replace(one, on=early(one.on)) for one in history.answers],
        by_hand=[(early(on), colour, until) for on, colour, until in history.by_hand],
        day=day,
    )


class TestRowAgreesWithFacts(WritesHistories):
    @given(histories)
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    def test_on_the_day_that_it_was_worked_out(self, history: History) -> None:
        plan, task = self.write(history)
        standings_work_out([task.pk], history.day)
        assert by_row(task, history.day) == by_facts(task, history.day)
        assert_counted(plan, history.day)

    @given(histories, st.lists(st.integers(0, SPAN), min_size=1, max_size=6))
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    def test_on_every_later_day_that_it_holds_for(self, history: History, later: list[int]) -> None:
        day = FIRST + datetime.timedelta(days=81)
        plan, task = self.write(all_recorded_by(history, day))
        standings_work_out([task.pk], day)
        row = TaskStanding.objects.get(pk=task.pk)
        for days in later:
            asked = day + datetime.timedelta(days=days)
            if row.valid_through >= asked:
                assert by_row(task, asked) == by_facts(task, asked), asked
            shown = Task.objects.with_standing(asked).filter(pk=task.pk).values(*SHOWN).get()
            assert shown == by_facts(task, asked), asked
            assert_counted(plan, asked)
            if min(row.light_through, row.valid_through) >= asked:
                assert by_facts(task, asked)["light"] == row.kept_light, asked
        assert row.valid_through == ALWAYS or row.valid_through <= day + datetime.timedelta(days=SPAN)
