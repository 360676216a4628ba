"""What the participants of a task hand in to its lead, and who of them stayed silent (未反馈)."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from agencies.models import User
from tasks.enums import AssignmentRole
from tasks.models import Assignment, ProgressReport, ReportingRound, Submission, Task
from tasks.services.rounds import open_round_of
from tasks.summaries.said import Said, said


@dataclass(frozen=True)
class Share:
    """A participant's share at the moment that counts: `submission` None means 未反馈.

    `said` is None where the reader may not see it, or where its words are not those of that moment any more:
    it was taken back since. `later` is what a silent participant handed in afterwards.
    """

    assignment: Assignment
    submission: Submission | None
    said: Said | None
    later: Submission | None


@dataclass(frozen=True)
class ShareSheet:
    """The shares in the order of the bracket, when the lead handed in (None: not yet), the round asked."""

    shares: Sequence[Share]
    handed_in: datetime.datetime | None
    round: ReportingRound | None

    @property
    def silent(self) -> list[Assignment]:
        """Who had not handed anything in."""
        return [share.assignment for share in self.shares if share.submission is None]


def shares_now(task: Task, reader: User, day: datetime.date) -> ShareSheet:
    """The shares that a lead writes its report from on `day`, today: those of the round that asks, if any."""
    return _sheet(task, reader, timezone.now(), open_round_of(task, day), handed_in=None)


def shares_of(report: ProgressReport, reader: User, day: datetime.date) -> ShareSheet | None:
    """The shares that lay before the lead when it handed `report` in; before that, those of `day`, today.

    Who was silent then stays so, whatever follows. None for reports of another role.
    """
    if report.role != AssignmentRole.LEAD:
        return None
    if report.submitted_at is None:
        return shares_now(report.task, reader, day)
    return _sheet(report.task, reader, report.submitted_at, report.round, handed_in=report.submitted_at)


def _sheet(
    task: Task,
    reader: User,
    moment: datetime.datetime,
    asked: ReportingRound | None,
    *,
    handed_in: datetime.datetime | None,
) -> ShareSheet:
    parts = (
        Assignment.objects.visible_to(reader)
        .filter(
            Q(in_force_from=None) | Q(in_force_from__lte=moment),
            Q(in_force_until=None) | Q(in_force_until__gt=moment),
            task=task,
            role=AssignmentRole.PARTICIPATING,
        )
        .select_related("agency")
        .order_by("position", "pk")
    )
    held = list(parts)
    given = _given(task, asked, held)
    at = {part.pk: _in_force(given[part.pk], moment) for part in held}
    words = _words(task, reader, [row for row in at.values() if row])
    return ShareSheet(
        shares=[
            Share(
                assignment=part,
                submission=at[part.pk],
                said=words.get(part.agency_id),
                later=None if at[part.pk] else _after(given[part.pk], moment),
            )
            for part in held
        ],
        handed_in=handed_in,
        round=asked,
    )


def _given(
    task: Task, asked: ReportingRound | None, held: Sequence[Assignment]
) -> dict[int, list[Submission]]:
    """Every handing in of each participant of `held`, the oldest first; in answer to `asked`, if a round was.

    One from the time of its part counts whatever the report became later; so does one that became a share.
    """
    if not held:
        return {}
    rows = Submission.objects.filter(task=task, agency__in=[part.agency_id for part in held])
    rows = (rows.filter(round=asked) if asked else rows).select_related("report")
    given = list(rows.order_by("submitted_at", "pk"))
    return {part.pk: [row for row in given if _is_of(row, part)] for part in held}


def _is_of(row: Submission, part: Assignment) -> bool:
    if row.agency_id != part.agency_id:
        return False
    begun = part.in_force_from is None or row.submitted_at >= part.in_force_from
    during = begun and (part.in_force_until is None or row.submitted_at < part.in_force_until)
    return during or (row.report is not None and row.report.role == AssignmentRole.PARTICIPATING)


def _in_force(given: Sequence[Submission], moment: datetime.datetime) -> Submission | None:
    """The newest of `given` that was made, and not taken back, at `moment`."""
    made = [row for row in given if row.submitted_at <= moment]
    kept = [row for row in made if row.withdrawn_at is None or row.withdrawn_at > moment]
    return kept[-1] if kept else None


def _after(given: Sequence[Submission], moment: datetime.datetime) -> Submission | None:
    """The newest of `given` that was made after `moment` and stands."""
    later = [row for row in given if row.submitted_at > moment and row.withdrawn_at is None]
    return later[-1] if later else None


def _words(task: Task, reader: User, submissions: Sequence[Submission]) -> dict[int, Said]:
    """What the reports behind `submissions` say to `reader`, by agency; nothing of what was taken back."""
    keys = [row.report_id for row in submissions if row.report_id and row.withdrawn_at is None]
    reports = ProgressReport.objects.visible_to(reader).filter(pk__in=keys)
    reports = reports.prefetch_related("reviews")
    return {report.agency_id: said(report, task, reader) for report in reports}
