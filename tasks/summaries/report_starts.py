"""What an agency has in hand when it begins to report on a task."""

from __future__ import annotations

from dataclasses import dataclass

from agencies.models import Agency, ReportingPolicy
from tasks.enums import ReportState, ReviewDecision
from tasks.models import ProgressReport, Review, Task
from tasks.models.reports import OPEN_STATES

SETTLED_STATES = (ReportState.CONFIRMED, ReportState.ACCEPTED)


@dataclass(frozen=True)
class ReportStart:
    """`open` is on its way; `previous` the last one decided about; `settled` the last confirmed or accepted.

    `returned` is the decision that sent `previous` back, if that is how it ended; `two_person` says that
    the agency's approver comes before anybody else.
    """

    open: ProgressReport | None
    previous: ProgressReport | None
    settled: ProgressReport | None
    returned: Review | None
    two_person: bool

    @property
    def source(self) -> ProgressReport | None:
        """What a form is filled with: the draft, else the last report decided about."""
        return self.open or self.previous


def report_start(task: Task, agency: Agency) -> ReportStart:
    """Where `agency` stands with its reports on `task`."""
    reports = ProgressReport.objects.filter(task=task, agency=agency)
    newest = list(
        reports.select_related("task__plan", "agency", "created_by", "submitted_by").order_by("-pk")
    )
    decided = [report for report in newest if report.state not in OPEN_STATES]
    previous = decided[0] if decided else None
    return ReportStart(
        open=next((report for report in newest if report.state in OPEN_STATES), None),
        previous=previous,
        settled=next((report for report in decided if report.state in SETTLED_STATES), None),
        returned=_return_of(previous),
        two_person=ReportingPolicy.objects.filter(agency=agency, two_person=True).exists(),
    )


def _return_of(report: ProgressReport | None) -> Review | None:
    if report is None or report.state != ReportState.RETURNED:
        return None
    reviews = report.reviews.filter(decision=ReviewDecision.RETURN)
    return reviews.select_related("decided_by").first()
