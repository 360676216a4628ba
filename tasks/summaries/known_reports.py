"""Reports as they were known on a day: where each stood, and what had been decided about it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When

from plans.clock import end_of
from tasks.enums import ReportState, ReviewDecision
from tasks.models import ProgressReport, Review, Submission

_AFTER = {
    ReviewDecision.APPROVE: ReportState.SUBMITTED,
    ReviewDecision.CONFIRM: ReportState.CONFIRMED,
    ReviewDecision.ACCEPT: ReportState.ACCEPTED,
    ReviewDecision.RETURN: ReportState.RETURNED,
    ReviewDecision.REOPEN: ReportState.CONFIRMED,
}
"""Where a report stands after a decision."""


@dataclass(frozen=True)
class KnownReport:
    """A report, its state, its submission in force and its reviews, the newest first; all as of one day.

    `words_kept`: what it says now is what it said then; a report that was taken back since may say more.
    """

    report: ProgressReport
    state: ReportState
    submission: Submission | None
    reviews: Sequence[Review]

    @property
    def words_kept(self) -> bool:
        """Whether nobody could change its words since."""
        return self.submission is None or self.submission.withdrawn_at is None


def known_reports(reports: QuerySet[ProgressReport], as_of: datetime.date | None = None) -> list[KnownReport]:
    """`reports` in their order: as they stand now, or those that were there on the past day `as_of`.

    Of a past day a report that was begun and not handed in is a draft: who looked at it inside its agency is
    not dated.
    """
    submissions, reviews = Submission.objects.filter(withdrawn_at=None), Review.objects.all()
    if as_of:
        before = end_of(as_of)
        submissions, reviews = Submission.objects.known_on(as_of), reviews.filter(decided_at__lt=before)
        reports = reports.filter(created_at__lt=before)
    found = reports.prefetch_related(
        Prefetch("submissions", submissions.select_related("submitted_by"), to_attr="known_submissions"),
        Prefetch("reviews", reviews),
    )
    return [_known(report, is_past=as_of is not None) for report in found]


def _known(report: ProgressReport, *, is_past: bool) -> KnownReport:
    submissions: list[Submission] = getattr(report, "known_submissions")  # noqa: B009
    reviews = list(report.reviews.all())
    submission = submissions[-1] if submissions else None
    state = ReportState(report.state)
    if is_past:
        state = ReportState.SUBMITTED if submission else ReportState.DRAFT
        if reviews and (submission or reviews[0].decision == ReviewDecision.RETURN):
            state = _AFTER[ReviewDecision(reviews[0].decision)]
    return KnownReport(report, state, submission, reviews)


def as_known_on(reports: QuerySet[ProgressReport], day: datetime.date) -> QuerySet[ProgressReport]:
    """Those of `reports` that were there at the end of the past `day`, each as `known_reports` knows it.

    Adds `known_state`, `known_submitted_at`, `known_submitted_by` (a key) and `words_kept`.
    """
    of_it = {"report": OuterRef("pk")}
    decided = Review.objects.filter(**of_it, decided_at__lt=end_of(day)).order_by("-decided_at", "-pk")
    made = Submission.objects.known_on(day).filter(**of_it).order_by("-submitted_at", "-pk")
    known = reports.filter(created_at__lt=end_of(day)).annotate(
        known_decision=Subquery(decided.values("decision")[:1]),
        known_submitted_at=Subquery(made.values("submitted_at")[:1]),
        known_submitted_by=Subquery(made.values("submitted_by")[:1]),
        words_kept=~Exists(made.filter(withdrawn_at__isnull=False)),
    )
    inside = Q(known_submitted_at=None) & (Q(known_decision=None) | ~Q(known_decision=ReviewDecision.RETURN))
    return known.annotate(
        known_state=Case(
            When(inside, then=Value(ReportState.DRAFT)),
            *[When(known_decision=decision, then=Value(state)) for decision, state in _AFTER.items()],
            default=Value(ReportState.SUBMITTED),
        )
    )
