"""What happens to one task: who has it, what they report, and what is decided about that."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from tasks.enums import AssignmentRole, ReportState, ReviewDecision, Status

AGENCIES = 200
PLANS = 50
SECTIONS = 10
ROUNDS = 3
STAFF_AN_AGENCY = 2

ROUND_OPENED = (240, 150, 20)
"""How many days ago the rounds of a plan were opened: the first two are over, the last one asks now."""

ROUND_DUE = (220, 130, -10)
"""How many days ago they were due."""

LATER_STATUSES = (
    [Status.IN_PROGRESS] * 10
    + [Status.COMPLETED] * 5
    + [Status.ONGOING] * 2
    + [Status.SUSPENDED, Status.DROPPED, Status.NOT_STARTED]
)
LAST_STATES = (
    [ReportState.SUBMITTED] * 6
    + [ReportState.CONFIRMED] * 8
    + [ReportState.DRAFT] * 4
    + [ReportState.RETURNED] * 2
)
DECISION_OF = {
    ReportState.CONFIRMED: ReviewDecision.CONFIRM,
    ReportState.ACCEPTED: ReviewDecision.ACCEPT,
    ReportState.RETURNED: ReviewDecision.RETURN,
}


@dataclass(frozen=True, slots=True)
class Part:
    """An agency (0 to 199) and its role."""

    agency: int
    role: AssignmentRole


@dataclass(frozen=True, slots=True)
class Said:
    """One report: who, in which round (0 to 2), what; `days` is how long ago it was written."""

    part: Part
    round: int
    state: ReportState
    status: Status
    percent: int | None
    days: int


@dataclass(frozen=True, slots=True)
class Story:
    """A task's parts in their order, the days from now of its due dates, and its reports."""

    parts: tuple[Part, ...]
    due_dates: tuple[int, ...]
    reports: tuple[Said, ...]

    @property
    def by_duty(self) -> bool:
        """Whether nobody leads."""
        return self.parts[0].role == AssignmentRole.BY_DUTY


def story_of(chance: Random) -> Story:
    """The next story: about four parts and three reports, over many of them."""
    parts = _parts(chance)
    speakers = [part for part in parts if part.role == AssignmentRole.BY_DUTY] or [parts[0]]
    reports: list[Said] = []
    for part in speakers:
        reports += _of_one(part, chance, silent=0.45 if len(speakers) > 1 else 0.1)
    if reports and speakers == [parts[0]]:
        reports += _shares(parts, chance)
    due = [] if chance.random() < 0.2 else [chance.randrange(-100, 300)]
    if due and chance.random() < 0.15:
        due.append(due[0] + chance.randrange(10, 90))
    return Story(parts, tuple(due), tuple(reports))


def _parts(chance: Random) -> tuple[Part, ...]:
    kind = chance.random()
    agencies = chance.sample(range(AGENCIES), 1 if kind > 0.95 else chance.randrange(3, 6))
    if kind < 0.15:
        return tuple(Part(agency, AssignmentRole.BY_DUTY) for agency in agencies)
    leads = 2 if kind < 0.25 else 1
    return tuple(
        Part(agency, AssignmentRole.LEAD if place < leads else AssignmentRole.PARTICIPATING)
        for place, agency in enumerate(agencies)
    )


def _of_one(part: Part, chance: Random, *, silent: float) -> list[Said]:
    """What a lead or an agency by duty says, round after round."""
    if chance.random() < silent:
        return []
    first = Status.IN_PROGRESS if chance.random() < 0.8 else Status.NOT_STARTED
    said = [_said(part, 0, ReportState.CONFIRMED, first, chance)]
    if chance.random() < 0.8:
        said.append(_said(part, 1, ReportState.CONFIRMED, chance.choice(LATER_STATUSES), chance))
    if said[-1].status != Status.COMPLETED and chance.random() < 0.45:
        said.append(_said(part, 2, chance.choice(LAST_STATES), chance.choice(LATER_STATUSES), chance))
    return said


def _shares(parts: tuple[Part, ...], chance: Random) -> list[Said]:
    """What those who take part tell the lead."""
    return [
        _said(part, chance.randrange(2), ReportState.ACCEPTED, Status.IN_PROGRESS, chance)
        for part in parts
        if part.role == AssignmentRole.PARTICIPATING and chance.random() < 0.4
    ]


def _said(part: Part, number: int, state: ReportState, status: Status, chance: Random) -> Said:
    percent = {Status.NOT_STARTED: 0, Status.COMPLETED: 100}.get(status, chance.randrange(5, 96))
    return Said(part, number, state, status, percent, ROUND_OPENED[number] - chance.randrange(1, 15))
