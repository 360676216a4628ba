"""All that one agency is asked in a round, with what it has in hand: the rows of one table to fill in."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from agencies.models import Agency, User
from tasks import rules
from tasks.enums import Answer, ReportState
from tasks.models import Assignment, ProgressReport, ReportingRound, Task
from tasks.summaries.report_starts import ReportStart, report_starts
from tasks.summaries.rounds import AskedPart, parts_asked

OPEN_TO_WRITE = (Answer.OWED, Answer.DRAFT, Answer.RETURNED)
"""Answers after which the next step is to write."""


@dataclass(frozen=True)
class FillRow:
    """One task that the agency is asked about. `start` is what its form begins with."""

    assignment: Assignment
    answer: Answer
    start: ReportStart

    @property
    def task(self) -> Task:
        """The task."""
        return self.assignment.task

    @property
    def to_do(self) -> bool:
        """Whether a report can be written here now: nothing of the agency's waits for a decision."""
        under_way = self.start.open
        return self.answer in OPEN_TO_WRITE and (under_way is None or under_way.state == ReportState.DRAFT)

    @property
    def begun_anew(self) -> bool:
        """Whether the round is answered, and a draft was begun after that."""
        return not self.to_do and self.start.open is not None and self.start.open.state == ReportState.DRAFT

    @property
    def handed_in(self) -> ProgressReport | None:
        """What a row in which nothing is to be written shows: never a draft that nobody has got."""
        return self.start.previous if self.begun_anew else self.start.source

    @property
    def may_say_no_change(self) -> bool:
        """Whether 本期无新进展 is one click away: something was settled, and nothing is begun or returned."""
        start = self.start
        return self.to_do and start.settled is not None and start.source == start.settled


@dataclass(frozen=True)
class RoundFill:
    """The table of one agency, in the order of the tasks. `is_open`: what is handed in answers the round."""

    round: ReportingRound
    agency: Agency
    rows: Sequence[FillRow]
    is_open: bool

    @property
    def to_do(self) -> int:
        """How many rows still want a report."""
        return sum(row.to_do for row in self.rows)

    @property
    def done(self) -> int:
        """How many do not."""
        return len(self.rows) - self.to_do

    def row_of(self, reference: str) -> FillRow | None:
        """The row of a task."""
        return next((row for row in self.rows if row.task.reference == reference), None)


def agencies_to_fill(reporting_round: ReportingRound, reader: User, day: datetime.date) -> list[Agency]:
    """The agencies asked in the round that `reader` writes reports for, their own first."""
    asked = {part.assignment.agency for part in parts_asked(reporting_round, reader, day)}
    written = [agency for agency in asked if rules.writes_for(reader, agency)]
    return sorted(written, key=lambda agency: (agency.pk != reader.agency_id, agency.name))


def round_fill(
    reporting_round: ReportingRound, agency: Agency, reader: User, day: datetime.date
) -> RoundFill:
    """What the round (with its state) asks `agency`, in six queries however many tasks."""
    asked = [
        part for part in parts_asked(reporting_round, reader, day) if part.assignment.agency_id == agency.pk
    ]
    is_open = rules.is_under_way(reporting_round, day)
    starts = report_starts(
        agency, [part.assignment.task_id for part in asked], reporting_round if is_open else None
    )
    return RoundFill(
        round=reporting_round,
        agency=agency,
        rows=[_row(part, starts[part.assignment.task_id]) for part in asked],
        is_open=is_open,
    )


def row_lost(fill: RoundFill, reference: str) -> FillRow | None:
    """The row of a task in which the agency had a part when its table was opened, and has none any more."""
    parts = Assignment.objects.filter(
        agency=fill.agency, task__asked__round=fill.round, task__in=Task.objects.referred_to(reference)
    )
    part = parts.select_related("agency", "task__plan").order_by("pk").last()
    if part is None:
        return None
    return FillRow(part, Answer.OWED, report_starts(fill.agency, [part.task_id], None)[part.task_id])


def _row(part: AskedPart, start: ReportStart) -> FillRow:
    return FillRow(part.assignment, part.answer, start)
