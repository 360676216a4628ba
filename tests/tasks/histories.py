"""Generated histories of a task: all that its state can depend on."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from hypothesis import strategies as st

from tasks.enums import AssignmentRole, LightColour, Status

FIRST = datetime.date(2020, 1, 1)
days = st.integers(0, 120).map(lambda number: FIRST + datetime.timedelta(days=number))
statuses = st.sampled_from(Status)


@dataclass(frozen=True)
class Fact:
    """One confirmed report: which agency, what, when; and since when it is reopened, at `percent`, if it is.

    Where `corrected`, the agency itself reported something else; `changed`: it brought something new.
    """

    agency: int
    status: Status
    percent: int
    on: datetime.date
    reopened: datetime.date | None
    corrected: bool
    changed: bool


@dataclass(frozen=True)
class Answer:
    """What an agency handed in for a round, when it took that back and when the office decided, if ever."""

    agency: int
    round: int
    on: datetime.date
    taken_back: int | None
    decided: int | None


@dataclass(frozen=True)
class Asked:
    """A round: when it opened; after how many days due, put off (and by how many more), closed."""

    on: datetime.date
    due: int
    extended: tuple[int, int] | None
    closed: int | None


@dataclass(frozen=True)
class History:
    """All that a task's state can depend on."""

    roles: list[AssignmentRole]
    ended: dict[int, datetime.date]
    facts: list[Fact]
    due: list[tuple[datetime.date, datetime.date | None]]
    tracking: list[tuple[datetime.date, datetime.date | None]]
    rounds: list[Asked]
    answers: list[Answer]
    by_hand: list[tuple[datetime.date, str, datetime.date]]
    day: datetime.date


facts = st.builds(Fact, st.integers(0, 3), statuses, st.integers(0, 100), days, st.booleans())
some_days = st.integers(0, 40)
histories = st.builds(
    History,
    roles=st.lists(st.sampled_from(AssignmentRole), max_size=4),
    ended=st.dictionaries(st.integers(0, 3), days, max_size=2),
    facts=st.lists(
        st.builds(
            Fact,
            st.integers(0, 3),
            statuses,
            st.integers(0, 100),
            days,
            st.one_of(st.none(), days),
            st.booleans(),
            st.booleans(),
        ),
        max_size=6,
    ),
    due=st.lists(st.tuples(days, st.one_of(st.none(), days)), max_size=2),
    tracking=st.lists(st.tuples(days, st.one_of(st.none(), days)), max_size=2),
    rounds=st.lists(
        st.builds(Asked, days, some_days, st.none() | st.tuples(some_days, some_days), st.none() | some_days),
        max_size=3,
    ),
    answers=st.lists(
        st.builds(
            Answer, st.integers(0, 3), st.integers(0, 2), days, st.none() | some_days, st.none() | some_days
        ),
        max_size=4,
    ),
    by_hand=st.lists(st.tuples(days, st.sampled_from(["", *LightColour]), days), max_size=2),
    day=days,
)
