"""What stands beside progress reports over the API, as one reader sees it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from agencies.models import User
from plans.clock import end_of
from tasks.models import Evidence, MilestoneClaim, Review, Submission
from tasks.models.evidence import EvidenceQuerySet
from tasks.models.reports import ReviewQuerySet
from tasks.models.submissions import SubmissionQuerySet


@dataclass(frozen=True)
class ReportParts:
    """Rows of all reports, each with its `report`, in the order in which they are shown.

    `confirmations`, the last first, and `every_piece`, of which only the grade is shown, are for everyone who
    sees the report; `reviews` and `evidence` are what the reader may see. Of a past day there are the
    `submissions` known on it, the last first.
    """

    claims: QuerySet[MilestoneClaim]
    reviews: ReviewQuerySet
    confirmations: ReviewQuerySet
    every_piece: EvidenceQuerySet
    evidence: EvidenceQuerySet
    submissions: SubmissionQuerySet | None

    @property
    def prefetches(self) -> Sequence[Prefetch[Any]]:
        """For some reports: a query each."""
        found = [
            Prefetch("claims", self.claims.select_related("milestone"), to_attr="claimed"),
            Prefetch("reviews", self.reviews.select_related("decided_by"), to_attr="visible_reviews"),
            Prefetch("reviews", self.confirmations, to_attr="confirmations"),
            Prefetch("evidence", self.every_piece, to_attr="every_piece"),
            Prefetch("evidence", self.evidence.select_related("added_by"), to_attr="visible_evidence"),
        ]
        if self.submissions is not None:
            handed_in = self.submissions.select_related("submitted_by")
            found.append(Prefetch("submissions", handed_in, to_attr="known_submissions"))
        return found


def report_parts(reader: User, past: datetime.date | None) -> ReportParts:
    """What `reader` may see, as decided and handed in by the end of the `past` day, without one by now."""
    decided = Review.objects.filter(decided_at__lt=end_of(past)) if past else Review.objects.all()
    submissions = Submission.objects.known_on(past).order_by("-submitted_at", "-pk") if past else None
    return ReportParts(
        claims=MilestoneClaim.objects.all(),
        reviews=decided.visible_to(reader),
        confirmations=decided.confirming(),
        every_piece=Evidence.objects.all(),
        evidence=Evidence.objects.visible_to(reader),
        submissions=submissions,
    )
