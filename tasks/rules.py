"""Who may do what with tasks and reports. Predicates over loaded rows (DESIGN §3 "Who confirms what")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencies.enums import AgencyKind
from agencies.rules import is_approver, is_office, is_signed_in, writes_reports
from tasks.enums import AssignmentRole, Claim, ReportState, RequestState, ReviewDecision, RoundStep

if TYPE_CHECKING:
    import datetime

    from agencies.models import Agency
    from agencies.rules import AnyUser
    from tasks.models import ExtensionRequest, ProgressReport, ReportingRound, Task


def writes_for(user: AnyUser, agency: Agency) -> bool:
    """Whether this person writes reports for `agency`: its own people, or the office for a collective."""
    if writes_reports(user) and user.agency_id == agency.pk:
        return True
    return is_office(user) and agency.kind == AgencyKind.COLLECTIVE


def sees_reviews_of(user: AnyUser, agency: Agency, *, carried: bool) -> bool:
    """Whether this person reads what was decided about every report of `agency`, or of all that it carries.

    What was decided about others before it carried their work is theirs and the office's to read.
    """
    return is_office(user) or (not carried and is_signed_in(user) and user.agency_id == agency.pk)


def leads(user: AnyUser, task: Task) -> bool:
    """Whether this person writes reports for an agency that leads `task` now."""
    return writes_reports(user) and any(
        part.agency_id == user.agency_id and part.role == AssignmentRole.LEAD and part.in_force_until is None
        for part in task.assignments.all()
    )


def has_lead(task: Task) -> bool:
    """Whether any agency leads `task` now."""
    return any(
        part.role == AssignmentRole.LEAD and part.in_force_until is None for part in task.assignments.all()
    )


def can_report(user: AnyUser, task: Task, agency: Agency) -> bool:
    """Whether this person may report on `task` for `agency`, which must have a part in it now."""
    return writes_for(user, agency) and any(
        part.agency_id == agency.pk and part.in_force_until is None for part in task.assignments.all()
    )


def is_share(report: ProgressReport) -> bool:
    """Whether this is a participant's share, which goes to the task's lead and not to the office."""
    return report.role == AssignmentRole.PARTICIPATING


def can_edit_report(user: AnyUser, report: ProgressReport) -> bool:
    """Whether this person may change the draft, submit it or discard it."""
    return report.state == ReportState.DRAFT and writes_for(user, report.agency)


def can_discard(user: AnyUser, report: ProgressReport) -> bool:
    """Whether this person may discard the draft: not once an approver or another agency spoke about it."""
    if not can_edit_report(user, report):
        return False
    return not (report.reviews.exists() or report.opinions.exists())


def can_withdraw(user: AnyUser, report: ProgressReport) -> bool:
    """Whether this person may take a report back that nobody has decided about."""
    return report.state in {
        ReportState.SUBMITTED,
        ReportState.PENDING_APPROVAL,
    } and writes_for(user, report.agency)


def wrote_or_submitted(user: AnyUser, report: ProgressReport) -> bool:
    """Whether this person wrote or submitted the report, and so never decides about it."""
    return user.pk in {report.created_by_id, report.submitted_by_id}


def spoke_for_agency(user: AnyUser, report: ProgressReport) -> bool:
    """Whether this person wrote, submitted or as an approver passed the report on, whoever they are now.

    It left its agency's house by them, so they neither confirm nor accept it, nor reopen what it completed.
    """
    return wrote_or_submitted(user, report) or any(
        review.decision == ReviewDecision.APPROVE and review.decided_by_id == user.pk
        for review in report.reviews.all()
    )


def approves(user: AnyUser, report: ProgressReport) -> bool:
    """Whether reports like this one, in whichever state, are this person's to pass on."""
    return is_approver(user) and user.agency_id == report.agency_id


def can_approve(user: AnyUser, report: ProgressReport) -> bool:
    """Whether this person passes their agency's report on; the drafter cannot."""
    return (
        report.state == ReportState.PENDING_APPROVAL
        and approves(user, report)
        and not wrote_or_submitted(user, report)
    )


def confirms(user: AnyUser, report: ProgressReport) -> bool:
    """Whether reports like this one, in whichever state, are this person's to confirm."""
    return is_office(user) and not is_share(report)


def can_confirm(user: AnyUser, report: ProgressReport) -> bool:
    """Whether this person confirms a lead's or by-duty report: the office, never who spoke for its agency."""
    return (
        report.state == ReportState.SUBMITTED
        and confirms(user, report)
        and not spoke_for_agency(user, report)
    )


def undisputed(user: AnyUser, report: ProgressReport, *, last_percent: int | None, has_dissent: bool) -> bool:
    """Whether this person may confirm the report as reported, together with others, without a closer look.

    Not if it makes a `Claim`, raises a problem, reports less than `last_percent` (0–100, the percent last
    confirmed of its agency), or another agency dissents from it.
    """
    if not can_confirm(user, report) or report.status in Claim.values:
        return False
    falls = report.percent is not None and last_percent is not None and report.percent < last_percent
    return not (falls or has_dissent or report.problem.strip())


def can_reopen(user: AnyUser, report: ProgressReport) -> bool:
    """Whether this person takes a confirmed completion back: the office, never who submitted it.

    Reopening sets a confirmed value, and nobody confirms what they submitted or passed on.
    """
    return report.state == ReportState.CONFIRMED and is_office(user) and not spoke_for_agency(user, report)


def accepts(user: AnyUser, report: ProgressReport) -> bool:
    """Whether shares like this one, in whichever state, are this person's to accept.

    They are the task's lead's; the office's where nobody leads. An agency that has come to lead the task
    since does not accept the share it handed in before.
    """
    if not is_share(report):
        return False
    by_office = is_office(user) and not has_lead(report.task)
    by_lead = is_signed_in(user) and user.agency_id != report.agency_id and leads(user, report.task)
    return by_office or by_lead


def can_accept(user: AnyUser, report: ProgressReport) -> bool:
    """Whether this person accepts a share that is submitted, and that they had no part in."""
    return (
        report.state == ReportState.SUBMITTED and accepts(user, report) and not spoke_for_agency(user, report)
    )


def returns(user: AnyUser, report: ProgressReport) -> bool:
    """Whether reports like this one, in whichever state, are this person's to send back."""
    return approves(user, report) or confirms(user, report) or accepts(user, report)


def can_return(user: AnyUser, report: ProgressReport) -> bool:
    """Whether this person sends a report back: whoever could have passed, confirmed or accepted it."""
    return can_approve(user, report) or can_confirm(user, report) or can_accept(user, report)


def can_see_problem(user: AnyUser, report: ProgressReport) -> bool:
    """Whether the problem raised to the office is for this person's eyes."""
    if not is_signed_in(user):
        return False
    if is_office(user) or user.agency_id == report.agency_id:
        return True
    return is_share(report) and leads(user, report.task)


def has_say(user: AnyUser, report: ProgressReport) -> bool:
    """Whether this person may say what their agency, beside the lead of the task, thinks of its report."""
    return (
        writes_reports(user)
        and report.role == AssignmentRole.LEAD
        and user.agency_id != report.agency_id
        and any(
            part.agency_id == user.agency_id
            and part.role in {AssignmentRole.LEAD, AssignmentRole.PARTICIPATING}
            and part.in_force_until is None
            for part in report.task.assignments.all()
        )
    )


def reviews(user: AnyUser) -> bool:
    """Whether reports may wait for this person's decision: the office's, an approver's or a lead's."""
    return is_office(user) or writes_reports(user)


def can_ask_extension(user: AnyUser, task: Task, agency: Agency) -> bool:
    """Whether this person asks for a later date for `agency`, which leads `task` now or has it by duty."""
    return writes_for(user, agency) and any(
        part.agency_id == agency.pk
        and part.role != AssignmentRole.PARTICIPATING
        and part.in_force_until is None
        for part in task.assignments.all()
    )


def can_decide_extension(user: AnyUser, request: ExtensionRequest) -> bool:
    """Whether this person grants or refuses a later date: the office, never who asked for it."""
    return is_office(user) and user.pk != request.asked_by_id


def can_withdraw_extension(user: AnyUser, request: ExtensionRequest) -> bool:
    """Whether this person takes the request back while nobody has decided."""
    return request.state == RequestState.ASKED and writes_for(user, request.agency)


def can_chase(user: AnyUser, reporting_round: ReportingRound, day: datetime.date) -> bool:
    """Whether this person reminds agencies to answer the round (with its state): while it is under way."""
    return is_office(user) and is_under_way(reporting_round, day)


def is_under_way(reporting_round: ReportingRound, day: datetime.date) -> bool:
    """Whether what is handed in on that day answers the round (with its state): begun, and not closed."""
    return reporting_round.step != RoundStep.CLOSE and reporting_round.opens_on <= day
