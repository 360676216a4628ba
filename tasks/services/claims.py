"""What a report claims of its task's milestones: they give the percent where they exist.

A participant's share claims nothing. A lead claims for the task, and who has it by duty for its own share: a
milestone of such a task is one that everybody reaches.
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
    """What a report of that status claims; None where no milestones give its percent.

    `stands` is the confirmed value that it repeats, as long as it claims no others than it did.
    `said` are the milestones named, None for those of the draft `report`, or of the agency's last report
    where it begins. 未启动 claims none and 已完成 all. Raises `ValidationError` where one is named that is
    not in force in this task.
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
    """The milestones (keys) that a report starts with after the agency's `last`, if there is one.

    After one that was confirmed they are those confirmed by now.
    """
    if last is not None and last.state == ReportState.CONFIRMED:
        confirmed = confirmed_claims([task.pk], agency=agency)[task.pk]
        return confirmed[agency.pk].claimed if agency.pk in confirmed else frozenset()
    return _claimed_by(last) if last else frozenset()


def value_repeated(
    content: ReportContent, report: ProgressReport | None, *, no_change: bool = False
) -> ConfirmedValue | None:
    """The confirmed value that a new report of 本期无新进展 repeats, or such a draft that is not changed."""
    if report is None:
        return ConfirmedValue(content.status, content.percent) if no_change else None
    unchanged = replace(content, percent=report.percent) == content_of(report)
    return ConfirmedValue(content.status, report.percent) if report.no_change and unchanged else None


def claims_store(report: ProgressReport, claims: Claims | None) -> None:
    """Let the draft `report` claim exactly that."""
    wanted, there = {one.pk for one in claims.reached} if claims else set(), _claimed_by(report)
    if there - wanted:
        report.claims.filter(milestone__in=there - wanted).delete()
    MilestoneClaim.objects.bulk_create(
        [MilestoneClaim(report=report, milestone_id=key) for key in sorted(wanted - there)]
    )


def claims_recount(report: ProgressReport) -> None:
    """Claim and count again, since a milestone may have been added or ended after the draft was saved."""
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
