"""What a reviewer reads: a report beside what was last settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from agencies.models import User
from tasks import rules
from tasks.comparison import Piece, text_changes
from tasks.enums import ReportState
from tasks.models import Assignment, ProgressReport, Review
from tasks.services.reviews import unfinished_participants
from tasks.summaries.evidence import EvidenceSheet, evidence_sheet
from tasks.summaries.milestones import ClaimRow, claim_rows
from tasks.summaries.report_starts import SETTLED_STATES

LABELS = {
    field.name: field.verbose_name
    for field in ProgressReport._meta.fields
    if field.name in {"progress", "outcome", "problem", "next_step"}
}
"""The texts of a report in its order, with what they are called."""


@dataclass(frozen=True)
class TextField:
    """One text of a report: as settled (empty where nothing is), as it says now, and both in pieces."""

    name: str
    label: str | Promise
    before: str
    after: str
    pieces: Sequence[Piece]


@dataclass(frozen=True)
class ReviewSheet:
    """A report as one person reads it.

    `settled` is the agency's last confirmed or accepted report before this one; `unfinished` are participants
    that a claim of completion leaves behind. Both reports come with what stands confirmed of them. `claims`
    are the milestones it says are reached or not.
    """

    report: ProgressReport
    settled: ProgressReport | None
    texts: Sequence[TextField]
    reviews: Sequence[Review]
    unfinished: Sequence[Assignment]
    evidence: EvidenceSheet
    claims: Sequence[ClaimRow]

    @property
    def values_changed(self) -> bool:
        """Whether status or percent reported differ from what was settled before."""
        if self.settled is None:
            return False
        before = (self.settled.confirmed_status, self.settled.confirmed_percent)
        return (self.report.status, self.report.percent) != before


def review_sheet(report: ProgressReport, reader: User, *, sees_problem: bool) -> ReviewSheet:
    """`report` for `reader`, without the problem raised to the office unless they may see it.

    The settled report beside it is the last that they may see: a share from before a change of role is not
    for everyone, nor is the problem in what was confirmed of an agency that only takes part now.
    """
    settled = _settled_before(report, reader)
    sees_both = sees_problem and (settled is None or rules.can_see_problem(reader, settled))
    hidden = set() if sees_problem else {"problem"}
    reviews = Review.objects.visible_to(reader).filter(report=report)
    return ReviewSheet(
        report=report,
        settled=settled,
        texts=[
            _text(report, settled if sees_both or name != "problem" else None, name)
            for name in LABELS
            if name not in hidden
        ],
        reviews=list(reviews.select_related("decided_by")),
        unfinished=unfinished_participants(report, report.status)
        if report.state == ReportState.SUBMITTED
        else [],
        evidence=evidence_sheet(report, reader),
        claims=claim_rows(report),
    )


def _settled_before(report: ProgressReport, reader: User) -> ProgressReport | None:
    earlier = ProgressReport.objects.visible_to(reader).filter(
        task=report.task_id, agency=report.agency_id, state__in=SETTLED_STATES, pk__lt=report.pk
    )
    settled = earlier.with_confirmed().order_by("-pk").first()
    if settled:
        settled.task = report.task
    return settled


def _text(report: ProgressReport, settled: ProgressReport | None, name: str) -> TextField:
    before, after = getattr(settled, name, ""), getattr(report, name)
    return TextField(name, LABELS[name], before, after, text_changes(before, after))
