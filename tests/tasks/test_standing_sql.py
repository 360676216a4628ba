"""The row kept of a task says what its facts say, on every day that it holds for."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agencies.slots import statement
from tasks.models import Task, TaskStanding
from tasks.models.standings import ALWAYS, Source
from tasks.models.state_sql import SHOWN, TOLD
from tasks.models.state_sql.since import lit_otherwise, told_otherwise
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


def since(task: Task, day: datetime.date, now: datetime.date) -> dict[str, Any]:
    """As a past day is read where little has changed since."""
    keys = [key for rows in lit_otherwise(day, now) for row in rows for key in row.values()]
    tasks = Task.objects.filter(pk=task.pk)
    shown = statement(tasks.with_state_since(day).values_list(*SHOWN)).rows({"keys": keys})
    keys = [key for rows in told_otherwise(day, now) for row in rows for key in row.values()]
    told = tasks.with_told_from(Source.SINCE, TOLD, day).values_list(*TOLD)
    found = dict(zip(SHOWN, *shown, strict=True))
    assert dict(zip(TOLD, *statement(told).rows({"keys": keys}), strict=True)) == {n: found[n] for n in TOLD}
    return found


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


@pytest.mark.any_database
class TestRowAgreesWithFacts(WritesHistories):
    """So many examples on PostgreSQL take a minute: there they are among the long tests."""

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

    @given(histories, st.lists(st.integers(0, 130), min_size=1, max_size=6))
    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    def test_on_the_days_before_it_as_far_as_nothing_changed_since(
        self, history: History, before: list[int]
    ) -> None:
        _plan, task = self.write(history)
        day = FIRST + datetime.timedelta(days=SPAN)
        standings_work_out([task.pk], day)
        for days in before:
            asked = FIRST + datetime.timedelta(days=days)
            assert since(task, asked, day) == by_facts(task, asked), asked

    @given(histories, st.integers(0, 200), st.lists(st.integers(-81, 200), min_size=1, max_size=6))
    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    def test_whenever_it_was_worked_out(self, history: History, later: int, around: list[int]) -> None:
        day = FIRST + datetime.timedelta(days=81)
        _plan, task = self.write(all_recorded_by(history, day))
        standings_work_out([task.pk], day)
        now = day + datetime.timedelta(days=later)
        for days in around:
            asked = min(day + datetime.timedelta(days=days), now)
            assert since(task, asked, now) == by_facts(task, asked), asked
