"""What a report says, and whether it says enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tasks import rules
from tasks.enums import Status
from tasks.models import Milestone, ProgressReport


@dataclass(frozen=True)
class ReportContent:
    """What an agency says. `percent` 0–100; None lets the status decide where it can."""

    status: Status
    percent: int | None = None
    progress: str = ""
    outcome: str = ""
    problem: str = ""
    next_step: str = ""
    document_number: str = ""


@dataclass(frozen=True)
class ConfirmedValue:
    """核定: status and percent (0–100 or none) as a decision settles them."""

    status: Status
    percent: int | None = None


CONTENT = tuple(field.name for field in fields(ReportContent))
"""The fields of a `ProgressReport` that an agency fills in."""

SET_ASIDE = {Status.SUSPENDED, Status.DROPPED}
"""Statuses that only a document brings about."""

FIXED_PERCENT = {Status.NOT_STARTED.value: 0, Status.COMPLETED.value: 100}
"""Statuses that leave no choice of percent."""


@dataclass(frozen=True)
class Claims:
    """The milestones that a report says are reached, of a `total` (at least 1) in force."""

    reached: Sequence[Milestone]
    total: int
    stands: ConfirmedValue | None = None

    def percent(self, status: str) -> int | None:
        """What they come to, rounded down; 100 is for 已完成 alone, 0 the percent of 未启动.

        What `stands` confirmed, and is repeated without a change, keeps its percent.
        """
        if self.stands and self.stands.status == status:
            return self.stands.percent
        fixed = FIXED_PERCENT.get(status)
        return min(100 * len(self.reached) // self.total, 99) if fixed is None else fixed


def content_of(report: ProgressReport) -> ReportContent:
    """What `report` says now."""
    return ReportContent(**{name: getattr(report, name) for name in CONTENT})


def content_checked(content: ReportContent, claims: Claims | None = None) -> ReportContent:
    """`content` with the percent that its `claims` or its status imply.

    Where milestones give the percent, one that was said is set aside. Raises `ValidationError` where status
    and percent disagree.
    """
    percent = claims.percent(content.status) if claims else content.percent
    return replace(content, percent=_percent_checked(content.status, percent))


def value_checked(value: ConfirmedValue) -> ConfirmedValue:
    """`value` with the percent that its status implies; raises `ValidationError` where they disagree."""
    return replace(value, percent=_percent_checked(value.status, value.percent))


def _percent_checked(status: Status, percent: int | None) -> int | None:
    if status not in Status.values:
        raise ValidationError({"status": _("Choose one of the six statuses.")})
    fixed = FIXED_PERCENT.get(status)
    if percent is None:
        percent = fixed
    if percent is None and status == Status.IN_PROGRESS:
        raise ValidationError({"percent": _("Say how far it is, from 0 to 100.")})
    if percent is not None and not 0 <= percent <= 100:
        raise ValidationError({"percent": _("The percent is a whole number from 0 to 100.")})
    if fixed is not None and percent != fixed:
        raise ValidationError(
            {
                "percent": _("“%(status)s” means %(percent)s percent; correct one of the two.")
                % {"status": Status(status).label, "percent": fixed}
            }
        )
    return percent


def work_wanting(progress: str) -> str:
    """What is said to whoever hands in a report without `progress`; empty where it has some."""
    return "" if progress.strip() else _("Say what was done in this period.")


def complete_enough(report: ProgressReport) -> None:
    """Raise `ValidationError` where a report says too little to be handed in.

    申请销号, the claim that a task is completed, needs an outcome and, unless it is a share that goes to the
    task's lead, evidence.
    """
    missing = {}
    if wanting := work_wanting(report.progress):
        missing["progress"] = wanting
    if report.status == Status.COMPLETED and not report.outcome.strip():
        missing["outcome"] = _("A completed task needs its outcome: what came of it?")
    if not rules.is_share(report) and report.status == Status.COMPLETED and not report.evidence.exists():
        missing["evidence"] = _("A completed task needs evidence: a file, or the address of a document.")
    if not rules.is_share(report) and report.status in SET_ASIDE and not report.document_number.strip():
        missing["document_number"] = _("Give the number of the document that suspends or drops the task.")
    if missing:
        raise ValidationError(missing)
