"""Which milestones a report claims to have reached. Where a task has milestones, they give the percent.

A lead claims for the task. Of a task done by duty every agency has to reach each milestone, so each claims
for its own share. A participant's share claims nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Agency
from tasks.enums import AssignmentRole, ReportState, Status
from tasks.models import Assignment, Milestone, MilestoneClaim, ProgressReport, Task
from tasks.services.report_content import Claims, ConfirmedValue, ReportContent, content_of
from tasks.summaries.milestones import confirmed_claims


def claims_for(
    *,
    task: Task,
    agency: Agency,
    status: Status,
    said: Collection[Milestone] | None,
    report: ProgressReport | None,
    stands: ConfirmedValue | None = None,
) -> Claims | None:
    """The milestones that a report with that `status` claims; None where no milestones give its percent.

    未启动 claims none and 已完成 all. Otherwise it claims those `said`; where that is None, those of the
    draft `report`, or for a new report those of `last_claims`. `stands` is the confirmed value that the
    report repeats; it is dropped where the claims differ from the draft's. Raises `ValidationError` where one
    is said that is not in force in this task.
    """
    role = report.role if report else _role_of(task, agency)
    counted: list[Milestone] = []
    if role in {AssignmentRole.LEAD, AssignmentRole.BY_DUTY}:
        counted = list(Milestone.objects.current().filter(task=task))
    if said is not None and not set(said) <= set(counted):
        raise ValidationError(
            {"claims": _("The milestones of this task have changed. Look at them again, then save.")}
        )
    if not counted:
        return None
    if status == Status.COMPLETED:
        return Claims(counted, len(counted))
    if status == Status.NOT_STARTED:
        return Claims([], len(counted))
    if said is not None:
        keys = frozenset(milestone.pk for milestone in said)
    elif report is not None:
        keys = _claimed_by(report)
    else:
        last = ProgressReport.objects.filter(task=task, agency=agency).order_by("-pk").first()
        keys = last_claims(task, agency, last)
    if report is not None and keys != _claimed_by(report):
        stands = None
    return Claims([milestone for milestone in counted if milestone.pk in keys], len(counted), stands)


def last_claims(task: Task, agency: Agency, last: ProgressReport | None) -> frozenset[int]:
    """The keys of the milestones that a new report begins with.

    They are those of the agency's `last` report; after a confirmed one, those confirmed by now.
    """
    if last is not None and last.state == ReportState.CONFIRMED:
        confirmed = confirmed_claims([task.pk], agency=agency)[task.pk]
        return confirmed[agency.pk].claimed if agency.pk in confirmed else frozenset()
    return _claimed_by(last) if last else frozenset()


def value_repeated(
    content: ReportContent, report: ProgressReport | None, *, no_change: bool = False
) -> ConfirmedValue | None:
    """The confirmed value that a report of 本期无新进展 repeats: a new one, or an unchanged draft."""
    if report is None:
        return ConfirmedValue(content.status, content.percent) if no_change else None
    unchanged = replace(content, percent=report.percent) == content_of(report)
    return ConfirmedValue(content.status, report.percent) if report.no_change and unchanged else None


def claims_store(report: ProgressReport, claims: Claims | None) -> None:
    """Make the milestones claimed by the draft `report` exactly those of `claims`."""
    wanted, there = {one.pk for one in claims.reached} if claims else set(), _claimed_by(report)
    if there - wanted:
        report.claims.filter(milestone__in=there - wanted).delete()
    MilestoneClaim.objects.bulk_create(
        [MilestoneClaim(report=report, milestone_id=key) for key in sorted(wanted - there)]
    )


def claims_recount(report: ProgressReport) -> None:
    """Claim and count anew, because milestones may have been added or ended since the draft was saved."""
    status = Status(report.status)
    stands = value_repeated(content_of(report), report)
    claims = claims_for(
        task=report.task, agency=report.agency, status=status, said=None, report=report, stands=stands
    )
    claims_store(report, claims)
    if claims:
        report.percent = claims.percent(status)


def names_claimed(report: ProgressReport) -> list[str]:
    """The names of the milestones that the report claims, for the audit."""
    return list(report.claims.order_by("milestone__position", "pk").values_list("milestone__name", flat=True))


def _role_of(task: Task, agency: Agency) -> str:
    held = Assignment.objects.current().filter(task=task, agency=agency)
    return held.values_list("role", flat=True).first() or ""


def _claimed_by(report: ProgressReport) -> frozenset[int]:
    return frozenset(report.claims.values_list("milestone", flat=True))
