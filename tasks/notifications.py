"""Who must be told what. Picks people, writes nothing."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from agencies.enums import AgencyKind, Role
from agencies.models import Agency, User
from tasks.enums import AssignmentRole, NoticeKind, ReportState, RequestState, ReviewDecision, RoundStep
from tasks.models import (
    Assignment,
    Chase,
    Consolidation,
    ExtensionRequest,
    Opinion,
    ProgressReport,
    ReportingRound,
    Review,
    RoundDecision,
    Task,
)


@dataclass(frozen=True)
class Message:
    """One notice for one person. `key` says what it is about, so that nobody is told the same twice.

    What else it carries is what `Notice` keeps.
    """

    recipient: User
    kind: NoticeKind
    key: str
    report: ProgressReport | None = None
    round: ReportingRound | None = None
    task: Task | None = None
    chase: Chase | None = None
    agency: Agency | None = None
    due_on: datetime.date | None = None
    text: str = ""


def _messages(people: Iterable[User], kind: NoticeKind, report: ProgressReport) -> list[Message]:
    key = f"{kind.value}:{report.pk}:{report.version}"
    return [Message(person, kind, key, report=report) for person in people]


def _writers_of(agencies: QuerySet[Any, Any] | Sequence[int]) -> QuerySet[User]:
    """The people who write reports for one of `agencies`, given by their keys or as a query for them."""
    return User.objects.filter(is_active=True, agency__in=agencies).exclude(role=Role.VIEWER)


def about_submission(report: ProgressReport) -> list[Message]:
    """The own approvers, the leads of a share's task, or the office; never who submitted it.

    Who has a part in a task beside the lead is asked for its opinion on what the lead hands in.
    """
    active = User.objects.filter(is_active=True)
    if report.submitted_by_id is not None:
        active = active.exclude(pk=report.submitted_by_id)
    if report.state == ReportState.PENDING_APPROVAL:
        approvers = active.filter(role=Role.APPROVER, agency=report.agency_id)
        return _messages(approvers.exclude(pk=report.created_by_id), NoticeKind.APPROVAL_NEEDED, report)
    if report.role == AssignmentRole.PARTICIPATING:
        leading = _holding(report.task, AssignmentRole.LEAD)
        if leading:
            writers = active.filter(agency__in=leading).exclude(role=Role.VIEWER)
            return _messages(writers, NoticeKind.SHARE_SUBMITTED, report)
    told = _messages(active.filter(role=Role.OFFICE), NoticeKind.REPORT_SUBMITTED, report)
    return told + (about_opinions(report) if report.role == AssignmentRole.LEAD else [])


def about_opinions(report: ProgressReport) -> list[Message]:
    """Who may say what they think of a lead's report: the co-leads and participants of its task."""
    beside = _holding(report.task, AssignmentRole.LEAD, AssignmentRole.PARTICIPATING)
    asked = _writers_of([agency for agency in beside if agency != report.agency_id])
    return _messages(asked, NoticeKind.OPINION_ASKED, report)


def _holding(task: Task, *roles: AssignmentRole) -> list[int]:
    """The agencies (keys) with a part in `task` now in one of `roles`."""
    return [part.agency_id for part in task.parts_now() if part.role in roles]


def about_dissent(opinion: Opinion) -> list[Message]:
    """The office, of every dissent."""
    kind = NoticeKind.DISSENT_GIVEN
    office = User.objects.filter(is_active=True, role=Role.OFFICE).exclude(pk=opinion.given_by_id)
    return [
        Message(person, kind, f"{kind.value}:{opinion.pk}", report=opinion.report, agency=opinion.agency)
        for person in office
    ]


def about_takeover(taken: Consolidation, former: Consolidation, reason: str) -> list[Message]:
    """Who writes for the agency that consolidated until now; the text is the other lead's reason."""
    kind = NoticeKind.CONSOLIDATION_TAKEN
    key = f"{kind.value}:{taken.pk}"
    people = _writers_of([former.agency_id]).exclude(pk=taken.taken_by_id)
    return [
        Message(person, kind, key, task=taken.task, agency=taken.agency, text=reason) for person in people
    ]


def about_release(held: Consolidation, actor: User) -> list[Message]:
    """Who writes for the agency that consolidated until `actor` let the task go."""
    kind = NoticeKind.CONSOLIDATION_RELEASED
    people = _writers_of([held.agency_id]).exclude(pk=actor.pk)
    return [Message(person, kind, f"{kind.value}:{held.pk}", task=held.task) for person in people]


def about_set_back(report: ProgressReport, actor: User) -> list[Message]:
    """Who writes for the agency whose report is a draft again, but not whoever changed its role."""
    people = _writers_of([report.agency_id]).exclude(pk=actor.pk)
    return _messages(people, NoticeKind.REPORT_SET_BACK, report)


_KINDS = {
    ReviewDecision.CONFIRM: NoticeKind.REPORT_CONFIRMED,
    ReviewDecision.ACCEPT: NoticeKind.SHARE_ACCEPTED,
    ReviewDecision.RETURN: NoticeKind.REPORT_RETURNED,
}


def about_decision(report: ProgressReport, review: Review) -> list[Message]:
    """Who wrote and who submitted the report, but not whoever decided."""
    people = (
        User.objects.filter(is_active=True)
        .filter(pk__in=[key for key in (report.created_by_id, report.submitted_by_id) if key])
        .exclude(pk=review.decided_by_id)
    )
    return _messages(people, _KINDS[ReviewDecision(review.decision)], report)


def about_reopening(report: ProgressReport, review: Review) -> list[Message]:
    """Everyone who writes reports for the agency (for a collective the office), but not whoever reopened."""
    if report.agency.kind == AgencyKind.COLLECTIVE:
        writers = User.objects.filter(is_active=True, role=Role.OFFICE)
    else:
        writers = _writers_of([report.agency_id])
    return _messages(writers.exclude(pk=review.decided_by_id), NoticeKind.TASK_REOPENED, report)


_ROUND_KINDS = {
    RoundStep.OPEN: NoticeKind.ROUND_OPENED,
    RoundStep.EXTEND: NoticeKind.ROUND_EXTENDED,
    RoundStep.CLOSE: NoticeKind.ROUND_CLOSED,
}


def about_round(decision: RoundDecision) -> list[Message]:
    """Everyone who writes reports for an agency that the round asks; for a collective that is the office."""
    asked = Assignment.objects.current().filter(task__asked__round=decision.round_id)
    kind = _ROUND_KINDS[RoundStep(decision.step)]
    key = f"{kind.value}:{decision.pk}"
    people = _writers_of(asked.values("agency")).exclude(pk=decision.decided_by_id)
    return [Message(person, kind, key, round=decision.round) for person in people]


def about_extension(request: ExtensionRequest) -> list[Message]:
    """The office where one is asked for, the agency that asked where it is decided; else nobody."""
    active = User.objects.filter(is_active=True)
    if request.state == RequestState.ASKED:
        kind = NoticeKind.EXTENSION_ASKED
        people = active.filter(role=Role.OFFICE).exclude(pk=request.asked_by_id)
    elif request.state == RequestState.WITHDRAWN:
        return []
    else:
        kind = NoticeKind.EXTENSION_DECIDED
        theirs = Q(agency=request.agency_id) & ~Q(role=Role.VIEWER)
        people = active.filter(theirs | Q(pk=request.asked_by_id))
    key = extension_key(kind, request)
    return [
        Message(person, kind, key, task=request.task, agency=request.agency)
        for person in people
        if person.pk != request.decided_by_id
    ]


def extension_key(kind: NoticeKind, request: ExtensionRequest) -> str:
    """What marks a notice of that kind as one about `request`, which no row of its own names."""
    return f"{kind.value}:{request.pk}"


def about_chase(chase: Chase, people: Iterable[User]) -> list[Message]:
    """Those of the agency who can be told, but not whoever reminds."""
    key = f"{NoticeKind.CHASED.value}:{chase.pk}"
    return [
        Message(person, NoticeKind.CHASED, key, chase=chase) for person in people if person != chase.chased_by
    ]


def about_signature(chase: Chase) -> list[Message]:
    """The office, but not whoever signed."""
    office = User.objects.filter(is_active=True, role=Role.OFFICE)
    key, kind = f"{NoticeKind.CHASE_SIGNED.value}:{chase.pk}", NoticeKind.CHASE_SIGNED
    return [Message(person, kind, key, chase=chase) for person in office if person != chase.acknowledged_by]


def about_duties(received: Sequence[Assignment], actor: User) -> list[Message]:
    """Everyone who writes reports for the agency that carries on; one notice names all the tasks."""
    first = received[0]
    kind = NoticeKind.DUTIES_PASSED
    text = "、".join(part.task.reference for part in received)
    before = first.received_from.agency if first.received_from else None
    return [
        Message(person, kind, f"{kind.value}:{first.pk}", task=first.task, agency=before, text=text)
        for person in _writers_of([first.agency_id]).exclude(pk=actor.pk)
    ]
