"""SQL and Python say the same of a task's status, percent and light, on generated facts."""

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.extra.django import TestCase

from agencies.enums import Role
from agencies.models import Agency, User
from plans.clock import end_of
from plans.models import Plan
from tasks.enums import AssignmentRole, ReportState, Status
from tasks.models import ReportingRound, Task, thresholds_on
from tasks.status import Confirmed, Part, task_state
from tasks.summaries.lights import light_of
from tests.factories import (
    answer,
    confirm,
    extend_round,
    make_agency,
    make_assignment,
    make_light_by_hand,
    make_plan,
    make_report,
    make_round,
    make_task,
    make_thresholds,
    make_user,
    moment,
    open_tracking,
    reopen,
    return_,
    set_due_date,
    take_back,
)
from tests.tasks.histories import FIRST, Answer, Fact, History, histories
from tests.tasks.summaries import recount


def percent_of(fact: Fact) -> int | None:
    fixed = {Status.NOT_STARTED: 0, Status.COMPLETED: 100}
    if fact.status in fixed:
        return fixed[fact.status]
    if fact.status == Status.IN_PROGRESS or fact.percent % 2:
        return fact.percent
    return None


class WritesHistories(TestCase):
    """Writes the facts of a generated history."""

    agencies: list[Agency]
    authors: list[User]
    office: User

    @classmethod
    def setUpTestData(cls) -> None:
        cls.agencies = [make_agency() for _ in range(4)]
        cls.authors = [make_user(Role.STAFF, agency) for agency in cls.agencies]

    def write(self, history: History) -> tuple[Plan, Task]:
        plan = make_plan()
        task = make_task(plan)
        for index, role in enumerate(history.roles):
            ended = history.ended.get(index)
            make_assignment(task, self.agencies[index], role, in_force_until=moment(ended) if ended else None)
        for order, fact in enumerate(history.facts):
            if fact.agency >= len(history.roles):
                continue
            report = make_report(
                task,
                self.agencies[fact.agency],
                status=Status.NOT_STARTED if fact.corrected else fact.status,
                percent=0 if fact.corrected else percent_of(fact),
                role=AssignmentRole.LEAD,
                author=self.authors[fact.agency],
                submitted_at=moment(fact.on),
            )
            review = confirm(
                report,
                moment(fact.on) + datetime.timedelta(minutes=order),
                status=fact.status,
                percent=percent_of(fact),
            )
            review.changed = fact.changed
            review.save()
            if fact.reopened:
                when = moment(fact.reopened, 12) + datetime.timedelta(minutes=order)
                reopen(report, when, percent=fact.percent)
        for decided, due_on in history.due:
            set_due_date(task, due_on, moment(decided))
        for decided, tracked_from in history.tracking:
            change = open_tracking(plan, FIRST, moment(decided))
            change.tracked_from = tracked_from
            change.save()
        for decided, colour, until in history.by_hand:
            make_light_by_hand(task, colour, until, decided)
        self.write_rounds(task, history)
        return plan, task

    def write_rounds(self, task: Task, history: History) -> None:
        made = []
        for asked in history.rounds:
            due_on = asked.on + datetime.timedelta(days=asked.due)
            closed = asked.on + datetime.timedelta(days=asked.closed) if asked.closed is not None else None
            made.append(make_round(task.plan, [task], opens_on=asked.on, due_on=due_on, closed_on=closed))
            if asked.extended is not None:
                after, by = asked.extended
                extend_round(
                    made[-1],
                    due_on + datetime.timedelta(days=by),
                    asked.on + datetime.timedelta(days=after),
                )
        for given_answer in history.answers:
            if given_answer.agency < len(history.roles) and given_answer.round < len(made):
                self.write_answer(task, made[given_answer.round], given_answer)

    def write_answer(self, task: Task, asked: ReportingRound, given_answer: Answer) -> None:
        report = answer(
            asked,
            task,
            self.agencies[given_answer.agency],
            moment(given_answer.on),
            role=AssignmentRole.LEAD,
            author=self.authors[given_answer.agency],
        )
        if given_answer.taken_back is not None:
            take_back(report, moment(given_answer.on + datetime.timedelta(days=given_answer.taken_back)))
        if given_answer.decided is not None:
            return_(report, moment(given_answer.on + datetime.timedelta(days=given_answer.decided)))
        report.state = ReportState.RETURNED
        report.save()


class TestSqlAgreesWithPython(WritesHistories):
    @given(histories)
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    def test_on_generated_histories(self, history: History) -> None:
        _plan, task = self.write(history)
        row = Task.objects.with_state(history.day).get(pk=task.pk)

        limit = end_of(history.day)
        parts = []
        for index, role in enumerate(history.roles):
            ended = history.ended.get(index)
            if ended is None or moment(ended) >= limit:
                parts.append(Part(role, last_confirmed(history, index)))
        expected = task_state(parts)
        due_on = latest(history.due, history.day)
        tracked_from = latest(history.tracking, history.day)
        counted = recount.counted(task, history.day)

        assert row.mode == expected.mode
        assert row.status == expected.status
        assert row.percent == expected.percent
        assert row.due_on == due_on
        assert row.tracked_from == tracked_from
        record = recount.record_of(task, history.day)
        assert (row.missed_rounds, row.unchanged_rounds, row.last_round_due_on) == (
            record.missed,
            record.unchanged,
            record.last_due_on,
        )
        light = light_of(row, history.day)
        assert (row.light, row.computed_light) == (light.colour, light.computed)
        assert (light.colour, light.by_hand) == (counted.light, recount.by_hand(task, history.day))
        if expected.shares_total:
            assert (row.share_count, row.shares_confirmed) == (
                expected.shares_total,
                expected.shares_confirmed,
            )


def last_confirmed(history: History, agency: int) -> Confirmed | None:
    known = [
        Confirmed(fact.status, percent_of(fact), moment(fact.on) + datetime.timedelta(minutes=order))
        for order, fact in enumerate(history.facts)
        if fact.agency == agency and fact.on <= history.day
    ]
    known += [
        Confirmed(
            Status.IN_PROGRESS,
            fact.percent,
            moment(fact.reopened, 12) + datetime.timedelta(minutes=order),
        )
        for order, fact in enumerate(history.facts)
        if fact.agency == agency and fact.reopened and fact.reopened <= history.day
    ]
    return max(known, key=lambda confirmed: confirmed.decided_at, default=None)


def latest(
    changes: list[tuple[datetime.date, datetime.date | None]], day: datetime.date
) -> datetime.date | None:
    known = [(decided, order) for order, (decided, _) in enumerate(changes) if decided <= day]
    return changes[max(known)[1]][1] if known else None


@pytest.mark.django_db
def test_one_query_gives_the_state_of_many_tasks(
    django_assert_num_queries: pytest.FixtureRequest,
) -> None:
    plan = make_plan()
    for _ in range(3):
        make_task(plan, lead=make_agency())
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert len(Task.objects.with_state(FIRST)) == 3


@pytest.mark.django_db
def test_the_thresholds_of_the_day_decide_and_later_ones_do_not() -> None:
    plan = make_plan(tracked_from=FIRST)
    task = make_task(plan, lead=make_agency(), due_on=FIRST + datetime.timedelta(days=300))
    decided = FIRST + datetime.timedelta(days=10)
    make_thresholds(decided, due_soon_days=295)
    before, after = decided - datetime.timedelta(days=1), decided
    assert (thresholds_on(before).due_soon_days, thresholds_on(after).due_soon_days) == (30, 295)
    assert Task.objects.with_state(before).get(pk=task.pk).light == "green"
    assert Task.objects.with_state(after).get(pk=task.pk).light == "yellow"
