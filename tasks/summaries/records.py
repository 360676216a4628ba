"""What reporting rounds asked of an agency, and when it answered: round by round, and by its role."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from agencies.models import User
from plans.clock import end_of
from tasks.enums import AssignmentRole, Promptness, ReviewDecision, RoundStep
from tasks.models import ReportingRound, Review, Submission
from tasks.models.assignments import CARRIED_ON, AssignmentQuerySet, answers_known_to

FEW = 5
"""Of fewer than so many no share is given: one late report more or less would change it by a lot."""

OF_ITSELF = (Promptness.IN_TIME, Promptness.LATE, Promptness.MISSED)

WHEN_OVER = (*OF_ITSELF, Promptness.BY_OTHER_LEAD)
"""The kinds of promptness in a round that is over, when no answer is awaited any more."""

PART = ("task__plan__code", "task__number", "task__text", "role", "agency__name")
FOUND = ("handed_in_at", "other_lead", "confirmed", "returned")


@dataclass(frozen=True)
class AskedOnce:
    """One part that one round asked about, and how it was answered.

    `handed_in_on`: the first day on which its report was submitted. `days_late` counts from the due date of
    the round to that day. `confirmed`: by the office, or accepted by the lead. `returned`: at least once.
    """

    round: ReportingRound
    is_over: bool
    plan: str
    number: int
    text: str
    role: AssignmentRole
    agency: str
    promptness: Promptness
    handed_in_on: datetime.date | None
    days_late: int
    confirmed: bool
    returned: bool

    @property
    def reference(self) -> str:
        """The task as people name it."""
        return f"{self.plan}-{self.number}"


@dataclass(frozen=True)
class RoundRecord:
    """A round, how many of the agency's parts it asked about, and how these were answered."""

    round: ReportingRound
    is_over: bool
    asked: int
    by_promptness: Mapping[Promptness, int]
    confirmed: int
    returned: int


@dataclass(frozen=True)
class RoleRecord:
    """How promptly the agency answered in one role, over all rounds that are over.

    `by_promptness` has every choice of `WHEN_OVER`. Parts that another lead of the task answered for are
    counted apart, since they say nothing about this agency.
    """

    role: AssignmentRole
    by_promptness: Mapping[Promptness, int]

    @property
    def asked(self) -> int:
        """How many parts it had to answer itself, in all these rounds."""
        return sum(self.by_promptness[one] for one in OF_ITSELF)

    @property
    def percent_in_time(self) -> int | None:
        """How many percent of these came in time; None where they are fewer than `FEW`."""
        return round(100 * self.by_promptness[Promptness.IN_TIME] / self.asked) if self.asked >= FEW else None


@dataclass(frozen=True)
class AgencyRecord:
    """What rounds asked of an agency: part by part, by round (the last opened first) and by role."""

    parts: Sequence[AskedOnce]
    rounds: Sequence[RoundRecord]
    roles: Sequence[RoleRecord]

    @property
    def has_ended_rounds(self) -> bool:
        """Whether any round is over, so that something was on time or was not."""
        return any(one.is_over for one in self.rounds)

    def narrowed(self, *, round: str, role: str, answer: str, outcome: str) -> list[AskedOnce]:  # noqa: A002
        """The parts that match all four; an empty text matches any.

        `round` is the key of a round, or "over" for all that are over; `role` and `answer` are values of
        `AssignmentRole` and `Promptness`; `outcome` is "confirmed" or "returned".
        """
        return [
            part
            for part in self.parts
            if (part.is_over if round == "over" else round in {"", str(part.round.pk)})
            and role in {"", part.role}
            and answer in {"", part.promptness}
            and _has_outcome(part, outcome)
        ]


def _has_outcome(part: AskedOnce, outcome: str) -> bool:
    if outcome == "confirmed":
        return part.confirmed
    return part.returned if outcome == "returned" else True


def agency_record(assignments: AssignmentQuerySet, reader: User, day: datetime.date) -> AgencyRecord:
    """The record of `assignments`, an agency's own or those it carries on, as known on `day`; two queries.

    A part counts in a round that asked about its task and at whose closing (or on `day`, if it is open) the
    part was in force. Of a round that is not over only parts are shown whose answers `reader` may know
    (`answers_known_to`).
    """
    rounds = {one.pk: one for one in _rounds(assignments, day)}
    over = [key for key, one in rounds.items() if _is_over(one, day)]
    read = Q(task__asked__round__in=over)
    read |= Q(task__asked__round__in=set(rounds) - set(over)) & answers_known_to(reader, day)
    parts = _asked(assignments.filter(read), rounds, day) if rounds else []
    by_round = {key: [part for part in parts if part.round.pk == key] for key in rounds}
    ended = [part for part in parts if part.is_over]
    return AgencyRecord(
        parts=parts,
        rounds=[_round_record(rounds[key], held) for key, held in by_round.items() if held],
        roles=[
            RoleRecord(role, _by_promptness([part for part in ended if part.role == role], WHEN_OVER))
            for role in AssignmentRole
        ],
    )


def _rounds(assignments: AssignmentQuerySet, day: datetime.date) -> QuerySet[ReportingRound]:
    asking = assignments.order_by().values("task__asked__round")
    stated = ReportingRound.objects.with_state(day).filter(pk__in=asking, opens_on__lte=day)
    return stated.select_related("plan").order_by("-opens_on", "-pk")


def _is_over(one: ReportingRound, day: datetime.date) -> bool:
    return one.step == RoundStep.CLOSE or one.due_on < day


def _asked(
    assignments: AssignmentQuerySet, rounds: Mapping[int, ReportingRound], day: datetime.date
) -> list[AskedOnce]:
    own = _of_voices("agency")
    of_round = {"round": OuterRef("task__asked__round"), "task": OuterRef("task")}
    handed_in = Submission.objects.known_on(day).filter(own, **of_round).order_by("submitted_at")
    by_lead = Submission.objects.known_on(day).filter(**of_round, report__role=AssignmentRole.LEAD)
    decided = Review.objects.filter(
        _of_voices("report__agency"),
        decided_at__lt=end_of(day),
        **{f"report__{name}": outer for name, outer in of_round.items()},
    )
    settled = [ReviewDecision.CONFIRM, ReviewDecision.ACCEPT]
    rows: Any = (
        assignments.order_by("task__plan__code", "task__number", "pk")
        .annotate(
            asked_by=F("task__asked__round"),
            handed_in_at=Subquery(handed_in.values("submitted_at")[:1]),
            other_lead=Exists(by_lead),
            confirmed=Exists(decided.filter(decision__in=settled)),
            returned=Exists(decided.filter(decision=ReviewDecision.RETURN)),
        )
        .values_list("asked_by", "in_force_from", "in_force_until", *PART, *FOUND)
    )
    return [
        _asked_once(rounds[key], cells, day)
        for key, since, until, *cells in rows
        if _in_force(since, until, _moment(rounds[key], day))
    ]


def _of_voices(path: str) -> Q:
    """The condition that `path` is the agency of a part, or one whose part it carries on."""
    voices = [Q(**{path: OuterRef("agency")})]
    voices += [Q(**{path: OuterRef(f"{before}__agency")}) for before in CARRIED_ON]
    return reduce(or_, voices)


def _moment(one: ReportingRound, day: datetime.date) -> datetime.datetime:
    return one.decided_at if one.step == RoundStep.CLOSE else end_of(day)


def _in_force(
    since: datetime.datetime | None, until: datetime.datetime | None, moment: datetime.datetime
) -> bool:
    return (since is None or since < moment) and (until is None or until >= moment)


def _asked_once(one: ReportingRound, cells: Sequence[Any], day: datetime.date) -> AskedOnce:
    plan, number, text, role, agency, at, other_lead, confirmed, returned = cells
    handed_in_on = timezone.localdate(at) if at else None
    days_late = max((handed_in_on - one.due_on).days, 0) if handed_in_on else 0
    by_other, is_over = bool(other_lead) and role == AssignmentRole.LEAD, _is_over(one, day)
    return AskedOnce(
        round=one,
        is_over=is_over,
        plan=plan,
        number=number,
        text=text,
        role=AssignmentRole(role),
        agency=agency,
        promptness=_promptness(handed_in_on, days_late, by_other=by_other, is_over=is_over),
        handed_in_on=handed_in_on,
        days_late=days_late,
        confirmed=bool(confirmed),
        returned=bool(returned),
    )


def _promptness(
    handed_in_on: datetime.date | None, days_late: int, *, by_other: bool, is_over: bool
) -> Promptness:
    if handed_in_on:
        return Promptness.LATE if days_late else Promptness.IN_TIME
    if by_other:
        return Promptness.BY_OTHER_LEAD
    return Promptness.MISSED if is_over else Promptness.AWAITED


def _by_promptness(parts: Sequence[AskedOnce], choices: Iterable[Promptness]) -> dict[Promptness, int]:
    numbers = Counter(part.promptness for part in parts)
    return {one: numbers[one] for one in choices}


def _round_record(one: ReportingRound, parts: Sequence[AskedOnce]) -> RoundRecord:
    return RoundRecord(
        round=one,
        is_over=parts[0].is_over,
        asked=len(parts),
        by_promptness=_by_promptness(parts, Promptness),
        confirmed=sum(part.confirmed for part in parts),
        returned=sum(part.returned for part in parts),
    )
