"""What a task's status and light follow from, for every mode, role and state."""

import datetime
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.enums import AssignmentRole, DerivedStatus, LightColour, Status, TaskMode
from tasks.status import (
    Confirmed,
    Part,
    Rule,
    TaskState,
    by_duty_status,
    schedule_light,
    task_mode,
    task_state,
)
from tasks.thresholds import DEFAULT_THRESHOLDS

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


def state(status: DerivedStatus, percent: int | None = None, mode: TaskMode = TaskMode.LEAD) -> TaskState:
    return TaskState(mode, status, percent)


IN_PROGRESS, NO_REPORT = DerivedStatus.IN_PROGRESS, DerivedStatus.NO_REPORT
OPENED, PAST = datetime.date(2020, 6, 1), datetime.date(2020, 6, 30)


@pytest.mark.parametrize(
    ("task", "due_on", "tracked_from", "colour", "rules"),
    [
        (state(IN_PROGRESS, 50), PAST, None, "grey", [Rule.UNTRACKED]),
        (state(IN_PROGRESS, 50), PAST, datetime.date(2020, 7, 2), "grey", [Rule.UNTRACKED]),
        (state(NO_REPORT, None, TaskMode.UNASSIGNED), PAST, OPENED, "grey", [Rule.UNASSIGNED]),
        (state(DerivedStatus.SUSPENDED), PAST, OPENED, "grey", [Rule.SET_ASIDE]),
        (state(DerivedStatus.DROPPED), PAST, OPENED, "grey", [Rule.SET_ASIDE]),
        (state(DerivedStatus.COMPLETED, 100), PAST, OPENED, "green", [Rule.COMPLETED]),
        (state(DerivedStatus.ONGOING), None, OPENED, "green", [Rule.ONGOING]),
        (state(IN_PROGRESS, 50), None, OPENED, "grey", [Rule.NO_DUE_DATE]),
        (state(IN_PROGRESS, 99), PAST, OPENED, "red", [Rule.OVERDUE]),
        (state(IN_PROGRESS, 100), DAY, OPENED, "yellow", [Rule.DUE_SOON]),
        (state(IN_PROGRESS, 99), datetime.date(2020, 7, 31), OPENED, "yellow", [Rule.DUE_SOON]),
        (state(IN_PROGRESS, 50), datetime.date(2020, 8, 1), OPENED, "green", [Rule.ON_SCHEDULE]),
        (state(NO_REPORT), datetime.date(2020, 8, 1), OPENED, "yellow", [Rule.BEHIND]),
        (state(NO_REPORT), datetime.date(2020, 7, 31), OPENED, "yellow", [Rule.DUE_SOON, Rule.BEHIND]),
        (state(IN_PROGRESS, None), datetime.date(2021, 6, 1), OPENED, "green", [Rule.ON_SCHEDULE]),
    ],
)
def test_a_light_says_its_colour_and_every_reason(
    task: TaskState,
    due_on: datetime.date | None,
    tracked_from: datetime.date | None,
    colour: str,
    rules: list[Rule],
) -> None:
    light = schedule_light(
        thresholds=DEFAULT_THRESHOLDS, state=task, due_on=due_on, tracked_from=tracked_from, day=DAY
    )
    assert light.colour == colour
    assert [reason.rule for reason in light.reasons] == rules


def test_ten_points_under_an_even_pace_is_behind_and_nine_is_not() -> None:
    opened, due, day = datetime.date(2020, 1, 1), datetime.date(2020, 4, 10), datetime.date(2020, 2, 20)
    behind = schedule_light(
        thresholds=DEFAULT_THRESHOLDS, state=state(IN_PROGRESS, 40), due_on=due, tracked_from=opened, day=day
    )
    assert [(reason.rule, reason.figure) for reason in behind.reasons] == [(Rule.BEHIND, 10)]
    assert (
        schedule_light(
            thresholds=DEFAULT_THRESHOLDS,
            state=state(IN_PROGRESS, 41),
            due_on=due,
            tracked_from=opened,
            day=day,
        ).colour
        == LightColour.GREEN
    )


@given(st.lists(parts, max_size=4), st.one_of(st.none(), days), st.one_of(st.none(), days), days)
def test_every_light_has_a_colour_and_a_reason_that_can_be_read(
    given_parts: list[Part],
    due_on: datetime.date | None,
    tracked_from: datetime.date | None,
    day: datetime.date,
) -> None:
    light = schedule_light(
        thresholds=DEFAULT_THRESHOLDS,
        state=task_state(given_parts),
        due_on=due_on,
        tracked_from=tracked_from,
        day=day,
    )
    assert light.colour in LightColour
    assert light.reasons
    assert all(str(reason) and "%(" not in str(reason) for reason in light.reasons)
