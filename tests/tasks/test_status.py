"""What a task's status follows from, for every mode, role and state."""

import datetime
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.enums import AssignmentRole, DerivedStatus, Status, TaskMode
from tasks.status import (
    Confirmed,
    Part,
    TaskState,
    by_duty_status,
    task_mode,
    task_state,
)

EARLY = datetime.datetime(2020, 6, 1, tzinfo=datetime.UTC)
LATE = datetime.datetime(2020, 7, 1, tzinfo=datetime.UTC)
DAY = datetime.date(2020, 7, 1)
LEAD, PARTICIPATING, BY_DUTY = AssignmentRole.LEAD, AssignmentRole.PARTICIPATING, AssignmentRole.BY_DUTY

percents = st.one_of(st.none(), st.integers(0, 100))
moments = st.integers(0, 365).map(lambda days: EARLY + datetime.timedelta(days=days))
confirmed = st.builds(Confirmed, st.sampled_from(Status), percents, moments)
parts = st.builds(Part, st.sampled_from(AssignmentRole), st.one_of(st.none(), confirmed))
days = st.dates(datetime.date(2020, 1, 1), datetime.date(2021, 12, 31))


def done(status: Status, percent: int | None = None, when: datetime.datetime = EARLY) -> Confirmed:
    return Confirmed(status, percent, when)


@pytest.mark.parametrize(
    ("roles", "mode"),
    [
        ([], TaskMode.UNASSIGNED),
        ([PARTICIPATING], TaskMode.UNASSIGNED),
        ([LEAD], TaskMode.LEAD),
        ([LEAD, PARTICIPATING], TaskMode.LEAD),
        ([LEAD, LEAD], TaskMode.JOINT_LEADS),
        ([BY_DUTY, BY_DUTY], TaskMode.BY_DUTY),
        ([BY_DUTY, LEAD], TaskMode.LEAD),
    ],
)
def test_the_mode_follows_from_the_roles(roles: list[AssignmentRole], mode: TaskMode) -> None:
    assert task_mode(roles) == mode


@given(st.lists(parts, max_size=6))
def test_every_combination_has_a_state(given_parts: list[Part]) -> None:
    state = task_state(given_parts)
    assert state.status in DerivedStatus
    assert state.mode in TaskMode
    assert 0 <= state.shares_confirmed <= state.shares_total
    assert state.percent is None or 0 <= state.percent <= 100


@given(st.lists(parts, max_size=6))
def test_participants_never_change_the_state(given_parts: list[Part]) -> None:
    others = [part for part in given_parts if part.role != PARTICIPATING]
    assert task_state(given_parts) == task_state(others)


@given(st.lists(parts, max_size=6))
def test_the_order_of_by_duty_shares_means_nothing(given_parts: list[Part]) -> None:
    shares = [part for part in given_parts if part.role == BY_DUTY]
    assert task_state(shares) == task_state(shares[::-1])


def test_the_last_confirmed_report_of_joint_leads_is_the_tasks() -> None:
    first = Part(LEAD, done(Status.COMPLETED, 100, EARLY))
    second = Part(LEAD, done(Status.IN_PROGRESS, 40, LATE))
    assert task_state([first, second]) == TaskState(TaskMode.JOINT_LEADS, DerivedStatus.IN_PROGRESS, 40)


def test_a_lead_without_a_confirmed_report_is_no_report_and_not_not_started() -> None:
    assert task_state([Part(LEAD)]).status == DerivedStatus.NO_REPORT


@pytest.mark.parametrize("shares", list(product([None, *Status], repeat=3)))
def test_by_duty_shares_of_three_follow_the_written_rule(shares: tuple[Status | None, ...]) -> None:
    remaining = [share for share in shares if share != Status.DROPPED]
    if not any(shares):
        expected = DerivedStatus.NO_REPORT
    elif not remaining:
        expected = DerivedStatus.DROPPED
    elif all(share == Status.COMPLETED for share in remaining):
        expected = DerivedStatus.COMPLETED
    elif all(share in (Status.ONGOING, Status.COMPLETED) for share in remaining):
        expected = DerivedStatus.ONGOING
    elif all(share == Status.SUSPENDED for share in remaining):
        expected = DerivedStatus.SUSPENDED
    elif all(share == Status.NOT_STARTED for share in remaining):
        expected = DerivedStatus.NOT_STARTED
    else:
        expected = DerivedStatus.IN_PROGRESS
    assert by_duty_status(shares) == expected


def test_by_duty_percent_waits_for_every_share() -> None:
    half, quarter = done(Status.IN_PROGRESS, 50), done(Status.IN_PROGRESS, 25)
    waiting = task_state([Part(BY_DUTY, half), Part(BY_DUTY, quarter), Part(BY_DUTY)])
    assert (waiting.percent, waiting.shares_confirmed, waiting.shares_total) == (None, 2, 3)
    assert task_state([Part(BY_DUTY, half), Part(BY_DUTY, quarter)]).percent == 37


def test_a_dropped_share_leaves_the_percent() -> None:
    parts = [Part(BY_DUTY, done(Status.IN_PROGRESS, 50)), Part(BY_DUTY, done(Status.DROPPED, 10))]
    assert task_state(parts).percent == 50
