"""Who was asked in a reporting round, who answered, and who still owes."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from django.db.models import Q
from django.utils import timezone

from agencies.models import Agency, User
from tasks import rules
from tasks.enums import Answer, AssignmentRole, ReportState
from tasks.models import Assignment, ProgressReport, ReportingRound, Submission
from tasks.models.assignments import CARRIED_ON, AssignmentQuerySet, answers_known_to
from tasks.summaries.chases import ChaseLine, chases_of_round
from tasks.summaries.known_reports import known_reports
from tasks.summaries.report_starts import SETTLED_STATES

OWING = (Answer.OWED, Answer.DRAFT, Answer.RETURNED, Answer.PENDING_APPROVAL)
"""Answers after which the agency still owes."""

_ANSWERS = {
    ReportState.DRAFT: Answer.DRAFT,
    ReportState.RETURNED: Answer.RETURNED,
    ReportState.PENDING_APPROVAL: Answer.PENDING_APPROVAL,
}


@dataclass(frozen=True)
class AskedPart:
    """One agency's part in one task of the round. `late`: handed in after the due date, by whole days.

    `may_repeat`: the reader may say 本期无新进展 of it, since something was settled before.
    """

    assignment: Assignment
    report: ProgressReport | None
    answer: Answer
    days_late: int
    may_report: bool
    may_repeat: bool = False

    @property
    def owes(self) -> bool:
        """Whether the office, or the lead, still waits."""
        return self.answer in OWING


@dataclass(frozen=True)
class AskedAgency:
    """An agency and all that it was asked, what it owes first, and how the office reminded it.

    `may_chase`: the reader may remind it now.
    """

    agency: Agency
    parts: Sequence[AskedPart]
    chases: Sequence[ChaseLine]
    may_chase: bool

    @property
    def owing(self) -> int:
        """How many parts it still owes."""
        return sum(part.owes for part in self.parts)

    @property
    def late(self) -> int:
        """How many it handed in after the due date."""
        return sum(part.days_late > 0 for part in self.parts)


@dataclass(frozen=True)
class RoundSheet:
    """The round as its reader may see it. A task of several agencies stands under each of them."""

    agencies: Sequence[AskedAgency]
    counts: Mapping[Answer, int]
    total: int
    owing: int

    @property
    def chaseable(self) -> int:
        """How many agencies the reader may remind now."""
        return sum(agency.may_chase for agency in self.agencies)

    def narrowed(self, agency: str, answer: str) -> RoundSheet:
        """The same with only the parts of the agency of that key and with that answer, where one is named.

        "owing" is every answer after which the agency still owes, "late" what came after the due date.
        """
        kept = [
            replace(asked, parts=[part for part in asked.parts if _is_answer(part, answer)])
            for asked in self.agencies
            if agency in {"", str(asked.agency.pk)}
        ]
        return replace(self, agencies=[asked for asked in kept if asked.parts])

    @property
    def listed(self) -> int:
        """How many parts stand in it."""
        return sum(len(asked.parts) for asked in self.agencies)

    @property
    def counted(self) -> list[tuple[Answer, int]]:
        """How many there are of every answer that occurs."""
        return [(answer, self.counts[answer]) for answer in Answer if self.counts.get(answer)]


def _is_answer(part: AskedPart, answer: str) -> bool:
    if answer == "owing":
        return part.owes
    return part.days_late > 0 if answer == "late" else answer in {"", part.answer}


def round_sheet(
    reporting_round: ReportingRound, reader: User, day: datetime.date, *, may_change: bool = True
) -> RoundSheet:
    """Who owes what in the round (with its state): the office sees all, an agency itself and its shares.

    Parts are those in force on `day`, or when a closed round ended. Where several lead a task, the report of
    one answers for all.
    """
    asked = _repeatable(reporting_round, parts_asked(reporting_round, reader, day, may_change=may_change))
    chases = chases_of_round(reporting_round, reader, day, may_change=may_change)
    reminds = may_change and rules.can_chase(reader, reporting_round, day)
    agencies = [
        _asked_agency(agency, list(held), chases.get(agency.pk, ()), day if reminds else None)
        for agency, held in groupby(asked, key=lambda part: part.assignment.agency)
    ]
    counts = Counter(part.answer for part in asked)
    return RoundSheet(
        agencies=sorted(agencies, key=lambda agency: -agency.owing),
        counts=counts,
        total=len(asked),
        owing=sum(part.owes for part in asked),
    )


def _asked_agency(
    agency: Agency,
    parts: Sequence[AskedPart],
    chases: Sequence[ChaseLine],
    reminded_on: datetime.date | None,
) -> AskedAgency:
    """`reminded_on`: the day on which the reader may remind whoever owes and was not reminded on it yet."""
    owes = any(part.owes for part in parts)
    return AskedAgency(
        agency=agency,
        parts=sorted(parts, key=lambda part: not part.owes),
        chases=chases,
        may_chase=bool(reminded_on) and owes and all(line.chase.chased_on != reminded_on for line in chases),
    )


def parts_owed(reporting_round: ReportingRound, day: datetime.date) -> list[Assignment]:
    """Every part in force on `day` that an agency still owes the round, by agency and task.

    For what the system or the office tells; `round_sheet` is what somebody may see.
    """
    given = _given(reporting_round)
    led = _led(given)
    asked = Assignment.objects.in_force_on(day).filter(task__asked__round=reporting_round)
    return [part for part in _in_order(asked) if _answer_of(part, given, led) in OWING]


def parts_asked(
    reporting_round: ReportingRound, reader: User, day: datetime.date, *, may_change: bool = True
) -> list[AskedPart]:
    """Every part that the round asks about, as `round_sheet` says, by agency and number."""
    given = _given(reporting_round, None if may_change else day)
    led = _led(given)
    parts = _parts(reporting_round, reader, day)
    writer = reader if may_change else None
    return [_asked(part, given, led, reporting_round, writer) for part in parts]


def _parts(reporting_round: ReportingRound, reader: User, day: datetime.date) -> Sequence[Assignment]:
    asked = Assignment.objects.visible_to(reader).in_force_on(day).filter(task__asked__round=reporting_round)
    return _in_order(asked.filter(answers_known_to(reader, day)))


def _in_order(parts: AssignmentQuerySet) -> list[Assignment]:
    loaded = parts.select_related("agency", "task__plan", *CARRIED_ON)
    return list(loaded.order_by("agency__name", "agency", "task__number", "pk"))


Given = tuple[Answer, ProgressReport | None, datetime.datetime | None]
"""An answer, the report that gives it (None: thrown away since), and when it was handed in, if it was."""

NOTHING: Given = (Answer.OWED, None, None)


def _given(
    reporting_round: ReportingRound, as_of: datetime.date | None = None
) -> dict[tuple[int, int], Given]:
    """What every agency has answered on every task, now or by the end of a past day: its newest report.

    Whoever has answered and begins another report owes nothing by that.
    """
    given: dict[tuple[int, int], Given] = {}
    asked = Q(round=reporting_round)
    if as_of:
        submitted = Submission.objects.known_on(as_of).filter(asked)
        for task, agency, at in submitted.filter(report=None).values_list("task", "agency", "submitted_at"):
            given[task, agency] = (Answer.HANDED_IN, None, at)
        # Taken back and handed in again since, it may answer another round now.
        asked |= Q(pk__in=submitted.values("report"))
    for known in known_reports(ProgressReport.objects.filter(asked).order_by("pk"), as_of):
        report, submission = known.report, known.submission
        if as_of and submission and submission.round_id != reporting_round.pk:
            continue
        answer = _answer(report, known.state)
        before = given.get((report.task_id, report.agency_id), NOTHING)
        if answer in OWING and before[0] not in OWING:
            continue
        given[report.task_id, report.agency_id] = (
            answer,
            report,
            submission.submitted_at if submission and answer not in OWING else None,
        )
    return given


def _repeatable(reporting_round: ReportingRound, parts: Sequence[AskedPart]) -> list[AskedPart]:
    """The same parts, marked where the reader may say 本期无新进展 of them."""
    nothing_said = {part for part in parts if part.may_report and part.answer == Answer.OWED}
    if not nothing_said:
        return list(parts)
    rows = ProgressReport.objects.filter(task__asked__round=reporting_round, state__in=SETTLED_STATES)
    settled = set(rows.order_by().values_list("task", "agency"))
    return [
        replace(part, may_repeat=(part.assignment.task_id, part.assignment.agency_id) in settled)
        if part in nothing_said
        else part
        for part in parts
    ]


def _led(given: Mapping[tuple[int, int], Given]) -> set[int]:
    """Tasks for which a lead has handed its report in."""
    return {
        task
        for (task, _agency), (answer, report, _at) in given.items()
        if report and report.role == AssignmentRole.LEAD and answer not in OWING
    }


def _answer(report: ProgressReport, state: ReportState) -> Answer:
    known = _ANSWERS.get(state)
    return known or (Answer.NO_CHANGE if report.no_change else Answer.HANDED_IN)


def _given_for(part: Assignment, given: Mapping[tuple[int, int], Given]) -> Given:
    """What answers for the part: its agency's report, or what was handed in before it took the part over."""
    own = given.get((part.task_id, part.agency_id), NOTHING)
    before = [given.get((part.task_id, agency), NOTHING) for agency in part.voices[1:]]
    handed_in = [earlier for earlier in before if earlier[0] not in OWING]
    return handed_in[0] if own[0] in OWING and handed_in else own


def _answer_of(part: Assignment, given: Mapping[tuple[int, int], Given], led: set[int]) -> Answer:
    answer, *_ = _given_for(part, given)
    if answer in OWING and part.role == AssignmentRole.LEAD and part.task_id in led:
        return Answer.BY_OTHER_LEAD
    return answer


def _asked(
    part: Assignment,
    given: Mapping[tuple[int, int], Given],
    led: set[int],
    reporting_round: ReportingRound,
    reader: User | None,
) -> AskedPart:
    _, report, handed_in = _given_for(part, given)
    answer = _answer_of(part, given, led)
    late = (timezone.localdate(handed_in) - reporting_round.due_on).days if handed_in else 0
    return AskedPart(
        assignment=part,
        report=report,
        answer=answer,
        days_late=max(late, 0),
        may_report=reader is not None and answer in OWING and rules.writes_for(reader, part.agency),
    )
