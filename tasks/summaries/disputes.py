"""What makes a report worth a look of its own, beside what it says itself."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Subquery

from agencies.models import User
from tasks import rules
from tasks.enums import Stance
from tasks.models import Opinion, ProgressReport, Review
from tasks.models.reports import ProgressReportQuerySet


def with_dispute(reports: ProgressReportQuerySet) -> ProgressReportQuerySet:
    """Adds what `is_undisputed` looks at: `last_percent`, last confirmed of the agency, and `has_dissent`.

    The latest opinion of an agency on the text that was handed in counts.
    """
    last = Review.objects.confirming().filter(
        report__task=OuterRef("task"), report__agency=OuterRef("agency")
    )
    newer = Opinion.objects.filter(
        report=OuterRef("report"), agency=OuterRef("agency"), given_at__gt=OuterRef("given_at")
    )
    dissent = Opinion.objects.filter(
        ~Exists(newer), report=OuterRef("pk"), stance=Stance.DISSENT, given_at__gte=OuterRef("submitted_at")
    )
    added = {"last_percent": Subquery(last.values("percent")[:1]), "has_dissent": Exists(dissent)}
    return reports.annotate(**added).prefetch_related("reviews")


def is_undisputed(user: User, report: ProgressReport) -> bool:
    """`rules.undisputed` of a report that comes from `with_dispute`."""
    last_percent: int | None = getattr(report, "last_percent")  # noqa: B009
    has_dissent: bool = getattr(report, "has_dissent")  # noqa: B009
    return rules.undisputed(user, report, last_percent=last_percent, has_dissent=has_dissent)
