"""What makes a report worth a look of its own, beside what it says itself."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Exists, F, Func, OuterRef, Q, Subquery, Value

from agencies.models import User
from tasks import rules
from tasks.enums import AssignmentRole, Claim, ReportState, Stance
from tasks.models import Opinion, ProgressReport, Review
from tasks.models.reports import ProgressReportQuerySet

BLANKS = "".join(filter(str.isspace, map(chr, range(0x3001))))
"""All that `str.strip` takes away."""


class Stripped(Func):
    """A text without the white space around it, as `str.strip` has it: of itself SQL means spaces alone."""

    function, output_field = "TRIM", CharField()

    def __init__(self, text: str) -> None:
        super().__init__(F(text), Value(BLANKS))

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """PostgreSQL takes the characters so under another name."""
        return self.as_sql(compiler, connection, function="BTRIM", **context)


def undisputed(waiting: ProgressReportQuerySet) -> ProgressReportQuerySet:
    """Those of `waiting` that whoever they wait for may confirm many at once, with their `last_percent`.

    Says in SQL what `tasks.rules.undisputed` says of one report.
    """
    whole = waiting.filter(state=ReportState.SUBMITTED)
    whole = whole.exclude(role=AssignmentRole.PARTICIPATING).exclude(status__in=Claim.values)
    falls = Q(percent__lt=F("last_percent"), percent__isnull=False, last_percent__isnull=False)
    stripped = whole.alias(stripped_problem=Stripped("problem")).filter(stripped_problem="")
    compared: Any = _with_dispute(stripped)
    found: ProgressReportQuerySet = compared.filter(~falls, has_dissent=False)
    return found


def with_dispute(reports: ProgressReportQuerySet) -> ProgressReportQuerySet:
    """Adds what `is_undisputed` looks at: `last_percent`, last confirmed of the agency, and `has_dissent`.

    The latest opinion of an agency on the text that was handed in counts.
    """
    return _with_dispute(reports).prefetch_related("reviews")


def _with_dispute(reports: ProgressReportQuerySet) -> ProgressReportQuerySet:
    last = Review.objects.confirming().filter(
        report__task=OuterRef("task"), report__agency=OuterRef("agency")
    )
    newer = Opinion.objects.filter(
        report=OuterRef("report"), agency=OuterRef("agency"), given_at__gt=OuterRef("given_at")
    )
    dissent = Opinion.objects.filter(
        ~Exists(newer), report=OuterRef("pk"), stance=Stance.DISSENT, given_at__gte=OuterRef("submitted_at")
    )
    return reports.annotate(last_percent=Subquery(last.values("percent")[:1]), has_dissent=Exists(dissent))


def is_undisputed(user: User, report: ProgressReport) -> bool:
    """`rules.undisputed` of a report that comes from `with_dispute`."""
    last_percent: int | None = getattr(report, "last_percent")  # noqa: B009
    has_dissent: bool = getattr(report, "has_dissent")  # noqa: B009
    return rules.undisputed(user, report, last_percent=last_percent, has_dissent=has_dissent)
