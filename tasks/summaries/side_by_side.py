"""A task that each does by its own duty: the shares side by side, and what the office makes of them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agencies.models import User
from plans.clock import end_of
from tasks.enums import AssignmentRole, ReportState, ReviewDecision, Status
from tasks.models import Assignment, ProgressReport, ReportingRound, Review, Synopsis, Task, state_sql
from tasks.services.rounds import open_round_of
from tasks.summaries.said import Said, said

HANDED_IN = (ReportState.SUBMITTED, ReportState.CONFIRMED)
"""States of a share that the office has before it or has settled."""


@dataclass(frozen=True)
class DutyShare:
    """One agency's part: what it handed in last, what was last confirmed of it and with which values.

    `state` is that of what it handed in last, in answer to the open round, or where none asks, at all; None
    where nothing. `newest` is None too where the reader may not see it, or where it is the confirmed one.
    """

    assignment: Assignment
    newest: Said | None
    confirmed: Said | None
    status: Status | None
    percent: int | None
    state: ReportState | None

    @property
    def reported(self) -> bool:
        """Whether it handed anything in."""
        return self.state is not None


@dataclass(frozen=True)
class SideBySide:
    """All shares of a task, in the order of the bracket; `round` is the one that is open and asks, if any."""

    shares: Sequence[DutyShare]
    round: ReportingRound | None

    @property
    def reported(self) -> int:
        """How many agencies reported."""
        return sum(share.reported for share in self.shares)

    @property
    def silent(self) -> list[Assignment]:
        """Whose share is missing."""
        return [share.assignment for share in self.shares if not share.reported]


@dataclass(frozen=True)
class Synopses:
    """The synopsis that counts on a day, and those before it, the newest first."""

    latest: Synopsis
    earlier: Sequence[Synopsis]


def synopses_of(task: Task, reader: User, day: datetime.date) -> Synopses | None:
    """What the office had made of the shares by the end of `day`; None where nothing."""
    rows = Synopsis.objects.visible_to(reader).filter(task=task, written_at__lt=end_of(day))
    written = list(rows.select_related("written_by"))
    return Synopses(written[0], written[1:]) if written else None


def side_by_side(task: Task, reader: User, day: datetime.date) -> SideBySide:
    """The shares of `task` as `reader` may see them on `day`, today."""
    asking = open_round_of(task, day)
    parts = Assignment.objects.in_force_on(day).filter(task=task, role=AssignmentRole.BY_DUTY)
    held = list(
        parts.select_related("agency")
        .annotate(
            own_status=state_sql.latest_of_agency(day, "status"),
            own_percent=state_sql.latest_of_agency(day, "percent"),
        )
        .order_by("position", "pk")
    )
    reports = ProgressReport.objects.filter(task=task, state__in=HANDED_IN, submitted_at__isnull=False)
    answering = reports.filter(round=asking) if asking else reports
    in_order = answering.order_by("submitted_at", "pk").values_list("agency", "state")
    states = {agency: ReportState(state) for agency, state in in_order}
    visible = ProgressReport.objects.visible_to(reader).filter(pk__in=reports.values("pk"))
    rows = visible.prefetch_related("reviews")
    newest = {report.agency_id: report for report in rows.order_by("submitted_at", "pk")}
    confirmed = _confirmed(task)
    return SideBySide(
        shares=[
            _share(part, task, newest.get(part.agency_id), confirmed.get(part.agency_id), reader, states)
            for part in held
        ],
        round=asking,
    )


def _confirmed(task: Task) -> dict[int, ProgressReport]:
    """The report of each agency that the office confirmed last."""
    decisions = Review.objects.filter(report__task=task, decision=ReviewDecision.CONFIRM)
    rows = decisions.select_related("report").order_by("decided_at", "pk")
    return {review.report.agency_id: review.report for review in rows}


def _share(
    part: Assignment,
    task: Task,
    newest: ProgressReport | None,
    confirmed: ProgressReport | None,
    reader: User,
    states: Mapping[int, ReportState],
) -> DutyShare:
    status: str | None = getattr(part, "own_status", None)
    return DutyShare(
        assignment=part,
        newest=said(newest, task, reader) if newest and newest != confirmed else None,
        confirmed=said(confirmed, task, reader) if confirmed else None,
        status=Status(status) if status else None,
        percent=getattr(part, "own_percent", None),
        state=states.get(part.agency_id),
    )
