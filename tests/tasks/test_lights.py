"""What a light follows from, and every reason that it names."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.enums import DerivedStatus, LightColour, TaskMode
from tasks.lights import Light, Reason, RoundRecord, Rule, SetByHand, schedule_light
from tasks.status import TaskState
from tasks.thresholds import DEFAULT_THRESHOLDS

DAY = datetime.date(2020, 7, 1)
IN_PROGRESS, NO_REPORT = DerivedStatus.IN_PROGRESS, DerivedStatus.NO_REPORT
OPENED, PAST, FAR = datetime.date(2020, 6, 1), datetime.date(2020, 6, 30), datetime.date(2021, 6, 1)

days = st.dates(datetime.date(2020, 1, 1), datetime.date(2021, 12, 31))
states = st.builds(
    TaskState, st.sampled_from(TaskMode), st.sampled_from(DerivedStatus), st.none() | st.integers(0, 100)
)
records = st.builds(RoundRecord, st.integers(0, 4), st.integers(0, 4), days)


def state(status: DerivedStatus, percent: int | None = None, mode: TaskMode = TaskMode.LEAD) -> TaskState:
    return TaskState(mode, status, percent)


def light(task: TaskState, due_on: datetime.date | None = FAR, **given_: Any) -> Light:
    usual: dict[str, Any] = {
        "tracked_from": OPENED,
        "day": DAY,
        "thresholds": DEFAULT_THRESHOLDS,
        "rounds": RoundRecord(),
    }
    return schedule_light(state=task, due_on=due_on, **{**usual, **given_})


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
        (state(IN_PROGRESS, 39), datetime.date(2020, 8, 1), OPENED, "yellow", [Rule.BEHIND]),
        (state(IN_PROGRESS, 24), datetime.date(2020, 8, 1), OPENED, "red", [Rule.BEHIND]),
        (state(NO_REPORT), datetime.date(2020, 8, 1), OPENED, "yellow", [Rule.BEHIND]),
        (state(NO_REPORT), datetime.date(2020, 7, 31), OPENED, "yellow", [Rule.DUE_SOON, Rule.BEHIND]),
        (state(IN_PROGRESS, None), FAR, OPENED, "green", [Rule.ON_SCHEDULE]),
    ],
)
def test_a_light_says_its_colour_and_every_reason(
    task: TaskState,
    due_on: datetime.date | None,
    tracked_from: datetime.date | None,
    colour: str,
    rules: list[Rule],
) -> None:
    found = light(task, due_on, tracked_from=tracked_from)
    assert (found.colour, found.computed) == (colour, colour)
    assert [reason.rule for reason in found.reasons] == rules


PACE = {"tracked_from": datetime.date(2020, 1, 1), "day": datetime.date(2020, 2, 20)}
"""Half of the hundred days to the tenth of April."""


@pytest.mark.parametrize(
    ("percent", "colour", "reasons"),
    [
        (41, "green", [Reason(Rule.ON_SCHEDULE, 50, datetime.date(2020, 4, 10))]),
        (40, "yellow", [Reason(Rule.BEHIND, 10, datetime.date(2020, 4, 10), 10)]),
        (26, "yellow", [Reason(Rule.BEHIND, 24, datetime.date(2020, 4, 10), 10)]),
        (25, "red", [Reason(Rule.BEHIND, 25, datetime.date(2020, 4, 10), 25)]),
    ],
)
def test_ten_points_under_an_even_pace_is_yellow_and_twenty_five_red(
    percent: int, colour: str, reasons: list[Reason]
) -> None:
    found = light(state(IN_PROGRESS, percent), datetime.date(2020, 4, 10), **PACE)
    assert (found.colour, list(found.reasons)) == (colour, reasons)


@pytest.mark.parametrize(
    ("missed", "unchanged", "colour", "rules"),
    [
        (0, 1, "green", [Rule.ON_SCHEDULE]),
        (1, 1, "yellow", [Rule.MISSED]),
        (0, 2, "yellow", [Rule.UNCHANGED]),
        (1, 2, "yellow", [Rule.MISSED, Rule.UNCHANGED]),
        (2, 2, "red", [Rule.MISSED, Rule.UNCHANGED]),
    ],
)
def test_rounds_turn_a_light_yellow_and_two_missed_ones_red(
    missed: int, unchanged: int, colour: str, rules: list[Rule]
) -> None:
    rounds = RoundRecord(missed, unchanged, OPENED)
    found = light(state(IN_PROGRESS, 50), rounds=rounds)
    assert (found.colour, [reason.rule for reason in found.reasons]) == (colour, rules)
    if found.colour != "green":
        assert {reason.date for reason in found.reasons} == {OPENED}
        assert found.reasons[0].figure == (missed or unchanged)


def test_rounds_turn_a_task_without_a_due_date_yellow_or_red_too() -> None:
    task = state(IN_PROGRESS, 50)
    assert light(task, None, rounds=RoundRecord(0, 1, OPENED)).colour == "grey"
    assert light(task, None, rounds=RoundRecord(1, 1, OPENED)).colour == "yellow"
    assert light(task, None, rounds=RoundRecord(2, 2, OPENED)).colour == "red"


@pytest.mark.parametrize("status", [DerivedStatus.COMPLETED, DerivedStatus.ONGOING, DerivedStatus.DROPPED])
def test_missed_rounds_do_not_touch_what_is_settled(status: DerivedStatus) -> None:
    rounds = RoundRecord(4, 4, OPENED)
    assert light(state(status), rounds=rounds) == light(state(status))


def test_the_thresholds_given_decide() -> None:
    strict = replace(DEFAULT_THRESHOLDS, missed_rounds_red=1, unchanged_rounds=1, due_soon_days=400)
    found = light(state(IN_PROGRESS, 50), thresholds=strict, rounds=RoundRecord(1, 1, OPENED))
    assert found.colour == "red"
    assert [(reason.rule, reason.limit) for reason in found.reasons] == [
        (Rule.MISSED, 1),
        (Rule.DUE_SOON, 400),
        (Rule.UNCHANGED, 1),
    ]


def test_what_the_office_set_by_hand_shows_and_the_computed_one_stands_beside_it() -> None:
    by_hand = SetByHand(LightColour.GREEN, DAY, "经会商，进度可接受。")
    found = light(state(IN_PROGRESS, 50), PAST, by_hand=by_hand)
    assert (found.colour, found.computed, found.by_hand) == ("green", "red", by_hand)
    assert [reason.rule for reason in found.reasons] == [Rule.OVERDUE]


@given(states, st.none() | days, st.none() | days, days, records)
def test_every_light_has_a_colour_and_a_reason_that_can_be_read(
    task: TaskState,
    due_on: datetime.date | None,
    tracked_from: datetime.date | None,
    day: datetime.date,
    rounds: RoundRecord,
) -> None:
    found = light(task, due_on, tracked_from=tracked_from, day=day, rounds=rounds)
    assert found.colour in LightColour
    assert found.reasons
    assert all(str(reason) and "%(" not in str(reason) for reason in found.reasons)
    assert all("None" not in str(reason) for reason in found.reasons)
