"""Writing, submitting and taking back progress reports."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.errors import Conflict
from agencies.models import Agency, User
from tasks import notifications, rules
from tasks.enums import AssignmentRole, ReportState
from tasks.models import Assignment, Milestone, Notice, ProgressReport, Submission, Task
from tasks.search import reports_index
from tasks.services.claims import claims_for, claims_recount, claims_store, names_claimed, value_repeated
from tasks.services.consolidation import consolidation_claimed, consolidation_settled, task_locked
from tasks.services.decisions import as_read
from tasks.services.evidence_files import delete_files_after_commit, evidence_carry, files_of
from tasks.services.notices import notices_add, notices_settle
from tasks.services.report_content import (
    CONTENT,
    Claims,
    ReportContent,
    complete_enough,
    content_checked,
)
from tasks.services.rounds import open_round_of, round_answered
from tasks.services.standings import standings_refresh


def current_assignment(task: Task, agency: Agency) -> Assignment:
    """The part `agency` has in `task` now; raises `Conflict` where it has none any more."""
    for part in task.parts_now():
        if part.agency_id == agency.pk:
            return part
    raise Conflict(_("This agency has no part in this task now; ask the office."))


def locked(report: ProgressReport, expected_version: int | None = None) -> ProgressReport:
    """The row as it is now, locked till the transaction ends; raises `Conflict` where it moved on."""
    task = task_locked(report.task_id)
    rows = ProgressReport.objects.select_for_update(of=("self",)).select_related("agency__reporting_policy")
    row = rows.filter(pk=report.pk).first()
    if row is None:
        raise Conflict(_("This report was discarded in the meantime."))
    row.task = task
    said = _("Somebody saved this report after you opened it. Compare the two and save again.")
    as_read(row, expected_version, said)
    return row


@transaction.atomic
def report_draft(
    *,
    actor: User,
    task: Task,
    agency: Agency,
    content: ReportContent,
    claims: Collection[Milestone] | None = None,
    report: ProgressReport | None = None,
    expected_version: int | None = None,
    no_change: bool = False,
    is_demo: bool = False,
) -> ProgressReport:
    """Begin a report on `task` for `agency`, or change the draft `report`.

    `claims` are the milestones it says are reached; None leaves them as they are, and a new report starts
    with those of the last one. `no_change`: it repeats the value that stands, which milestones do not alter.
    After a returned report the new one `revises` it and starts with its evidence.
    Raises `ValidationError` (fields), `PermissionDenied`, `Conflict` (already under way, no longer a draft,
    another lead consolidates, or a version other than `expected_version`).
    """
    if not rules.can_report(actor, task, agency):
        raise PermissionDenied(_("Only the agency's own staff report on its part of a task."))
    stands = value_repeated(content, report, no_change=no_change)
    claimed = claims_for(
        task=task, agency=agency, status=content.status, said=claims, report=report, stands=stands
    )
    checked = content_checked(content, claimed)
    now_locked = task_locked(task.pk)
    consolidation_claimed(actor=actor, task=now_locked, agency=agency)
    if report is not None:
        return _change_draft(actor, report, checked, claimed, expected_version)
    role = AssignmentRole(current_assignment(now_locked, agency).role)
    draft = _new_draft(actor, task, agency, role, checked)
    draft.no_change, draft.is_demo = no_change, is_demo
    _add_draft(draft)
    claims_store(draft, claimed)
    said = {"claims": [one.name for one in claimed.reached]} if claimed else {}
    record(actor=actor, action="report.draft", target=draft, after={**asdict(checked), **said})
    if draft.revises:
        evidence_carry(actor=actor, source=draft.revises, report=draft)
    return draft


def _new_draft(
    actor: User, task: Task, agency: Agency, role: AssignmentRole, content: ReportContent
) -> ProgressReport:
    """A draft, not saved yet, for the round that asks now; it revises a report that was returned last."""
    now = timezone.now()
    last = ProgressReport.objects.filter(task=task, agency=agency).order_by("-pk").first()
    return ProgressReport(
        task=task,
        agency=agency,
        role=role,
        revises=last if last and last.state == ReportState.RETURNED else None,
        round=open_round_of(task, timezone.localdate(now)),
        created_by=actor,
        created_at=now,
        updated_at=now,
        **asdict(content),
    )


def _add_draft(draft: ProgressReport) -> None:
    """Save the new draft; raises `Conflict` where its agency has a report on the task under way."""
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
    except IntegrityError:
        current = ProgressReport.objects.open().filter(task=draft.task, agency=draft.agency).first()
        raise Conflict(
            _("Your agency already has a report on this task under way."), current=current
        ) from None
    reports_index([draft])


def _change_draft(
    actor: User,
    report: ProgressReport,
    content: ReportContent,
    claims: Claims | None,
    expected_version: int | None,
) -> ProgressReport:
    row = locked(report, expected_version)
    if not rules.can_edit_report(actor, row):
        raise Conflict(
            _("This report is no longer a draft: it is “%(state)s”. Your text was not saved.")
            % {"state": row.get_state_display()},
            current=row,
        )
    said = {name: getattr(row, name) for name in CONTENT} | {"claims": names_claimed(row)}
    claims_store(row, claims)
    values = asdict(content)
    for name, value in values.items():
        setattr(row, name, value)
    values |= {"claims": names_claimed(row)}
    before = {name: said[name] for name in values if said[name] != values[name]}
    row.no_change = row.no_change and not before
    row.version += 1
    row.updated_at = timezone.now()
    row.save()
    reports_index([row])
    after = {name: values[name] for name in before}
    record(actor=actor, action="report.draft", target=row, before=before, after=after)
    return row


@transaction.atomic
def report_submit(
    *,
    actor: User,
    report: ProgressReport,
    expected_version: int | None = None,
    outside_round: bool = False,
    asked_by: int | None = None,
) -> ProgressReport:
    """Hand the draft in: to the own approver where the agency wants two pairs of eyes, else onward.

    A participant's share goes to the task's lead, every other report to the office. It answers the round that
    is open now. Where the draft's round, or the one that its writer saw open (`asked_by`, a key), was closed
    meanwhile, that is `RoundClosed` unless it may go `outside_round`.
    """
    if not rules.writes_for(actor, report.agency):
        raise PermissionDenied(_("Only the agency's own staff submit its reports."))
    row = locked(report, expected_version)
    if not rules.can_edit_report(actor, row):
        raise Conflict(
            _("Only a draft can be submitted; this report is “%(state)s”.")
            % {"state": row.get_state_display()},
            current=row,
        )
    complete_enough(row)
    prefetch_related_objects([row.task], Prefetch("assignments", Assignment.objects.order_by("position")))
    consolidation_claimed(actor=actor, task=row.task, agency=row.agency)
    row.round = round_answered(row, asked_by, outside_round=outside_round)
    row.role = current_assignment(row.task, row.agency).role
    claims_recount(row)
    if row.agency.two_person:
        # Signed before it leaves the house: whoever asks for the second pair of eyes is not that pair.
        row.submitted_by = actor
        move(row, ReportState.PENDING_APPROVAL)
    else:
        hand_in(row, actor)
    record(
        actor=actor,
        action="report.submit",
        target=row,
        before={"state": ReportState.DRAFT},
        after={"state": row.state, "status": row.status, "percent": row.percent},
    )
    notices_add(notifications.about_submission(row))
    return row


def hand_in(report: ProgressReport, actor: User) -> None:
    """The report leaves the agency's house, signed by who submitted it: `actor`, if nobody did before."""
    report.submitted_at = timezone.now()
    report.submitted_by = report.submitted_by or actor
    Submission.objects.create(
        report=report,
        task=report.task,
        agency=report.agency,
        round=report.round,
        submitted_at=report.submitted_at,
        submitted_by=report.submitted_by,
    )
    standings_refresh(tasks=[report.task_id])
    move(report, ReportState.SUBMITTED)


def move(report: ProgressReport, state: ReportState) -> None:
    """Keep the report in its new state, as a new version of it; nobody is asked about the old one now."""
    somebody_asked = report.state != ReportState.DRAFT
    report.state = state
    report.version += 1
    report.updated_at = timezone.now()
    report.save()
    if somebody_asked:
        notices_settle(Notice.objects.moved_on_from(report))


@transaction.atomic
def report_withdraw(
    *, actor: User, report: ProgressReport, expected_version: int | None = None
) -> ProgressReport:
    """Take a report back into draft while nobody has decided about it."""
    row = locked(report)
    if not rules.writes_for(actor, row.agency):
        raise PermissionDenied(_("Only the agency's own staff take its reports back."))
    if not rules.can_withdraw(actor, row):
        raise Conflict(
            _("This report can no longer be taken back: it is “%(state)s”.")
            % {"state": row.get_state_display()},
            current=row,
        )
    as_read(row, expected_version)
    before = row.state
    set_back(row, actor)
    said = {"before": {"state": before}, "after": {"state": row.state}}
    record(actor=actor, action="report.withdraw", target=row, **said)
    return row


def set_back(report: ProgressReport, actor: User) -> None:
    """A report that nobody has decided about is a draft again; `actor` took it back."""
    report.submissions.filter(withdrawn_at=None).update(withdrawn_at=timezone.now(), withdrawn_by=actor)
    standings_refresh(tasks=[report.task_id])
    report.submitted_at = None
    report.submitted_by = None
    move(report, ReportState.DRAFT)


@transaction.atomic
def report_discard(*, actor: User, report: ProgressReport, expected_version: int | None = None) -> None:
    """Throw a draft away; the audit keeps what stood in it.

    Not one that an approver passed on or another agency gave its opinion on before it was taken back.
    """
    row = locked(report)
    if not rules.writes_for(actor, row.agency):
        raise PermissionDenied(_("Only the agency's own staff discard its drafts."))
    if not rules.can_edit_report(actor, row):
        raise Conflict(_("Only a draft can be discarded."), current=row)
    if not rules.can_discard(actor, row):
        raise Conflict(
            _("Your approver or another agency has spoken about it: change it instead."), current=row
        )
    as_read(row, expected_version)
    record(
        actor=actor,
        action="report.discard",
        target=row,
        before={name: getattr(row, name) for name in CONTENT} | {"claims": names_claimed(row)},
    )
    delete_files_after_commit(files_of(row))
    row.notices.all().delete()
    row.delete()
    standings_refresh(tasks=[row.task_id])
    consolidation_settled(actor=actor, task=row.task, agency=row.agency)
