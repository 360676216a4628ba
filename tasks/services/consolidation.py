"""Joint leads: one of them at a time consolidates a task, and everyone sees who.

Whoever takes the task holds it until the office confirms the result, until they let it go or discard the
draft, until another lead takes it over with a reason, or until their part in the task ends.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.errors import Conflict
from agencies.models import Agency, User
from agencies.remarks import remark
from agencies.rules import is_office
from tasks import notifications, rules
from tasks.enums import AssignmentRole, ReportState
from tasks.models import Assignment, Consolidation, ProgressReport, Task
from tasks.services.notices import notices_add


class ConsolidationHeld(Conflict):
    """Another lead has the task in hand: `held` says which and since when, `waiting` what it handed in."""

    def __init__(
        self, message: str, *, held: Consolidation | None = None, waiting: ProgressReport | None = None
    ) -> None:
        super().__init__(message)
        self.held = held
        self.waiting = waiting


def task_locked(task: int) -> Task:
    """The task with that key, its row locked: all writes about a task queue here, before its reports."""
    found = _locked([task])
    return found[0] if found else Task.objects.get(pk=task)


def tasks_locked(tasks: Iterable[Task]) -> list[Task]:
    """Several tasks, locked in the order of their keys, so that two who lock many never deadlock."""
    return _locked({task.pk for task in tasks})


def _locked(keys: Collection[int]) -> list[Task]:
    rows = Task.objects.select_for_update(of=("self",), no_key=True).select_related("plan")
    found = list(rows.filter(pk__in=keys).order_by("pk"))
    # PostgreSQL leaves out a task that was moved to another plan while this waited for its lock.
    return found if len(found) == len(keys) else list(rows.filter(pk__in=keys).order_by("pk"))


def leads_of(task: Task) -> QuerySet[Assignment]:
    """The parts of those who lead `task` now."""
    return Assignment.objects.current().filter(task=task, role=AssignmentRole.LEAD)


def holder_of(task: Task) -> Consolidation | None:
    """Who consolidates `task` now; None where nobody does."""
    held = Consolidation.objects.filter(task=task, released_at=None)
    return held.select_related("agency", "taken_by", "task__plan").first()


@atomic
def consolidation_take(
    *, actor: User, task: Task, agency: Agency, reason: str = "", seen: int | None = None
) -> Consolidation:
    """`agency` consolidates `task` from now on; from another lead it takes it over, with a reason.

    `seen` is the key of the row that `actor` read as the one in force: a `Conflict` where another lead was
    faster. Nothing is taken over while a report awaits the office. Raises `PermissionDenied` for anyone but
    the leads' own staff.
    """
    locked = task_locked(task.pk)
    if not rules.writes_for(actor, agency) or not leads_of(locked).filter(agency=agency).exists():
        raise PermissionDenied(_("Only agencies that lead the task consolidate it."))
    if leads_of(locked).count() == 1:
        raise Conflict(_("Your agency alone leads this task, so nobody else can consolidate it."))
    held = holder_of(locked)
    if held and held.agency_id == agency.pk:
        return held
    _nothing_awaits_the_office(locked, agency)
    if held and seen is not None and held.pk != seen:
        raise _refusal(held)
    if held and not reason.strip():
        raise ValidationError({"reason": _("Say why you take it over: the other lead reads it.")})
    now = timezone.now()
    if held:
        _ended(held, now)
    return _taken(actor, locked, agency, now, former=held, reason=remark(reason))


@atomic
def consolidation_release(*, actor: User, task: Task) -> Consolidation:
    """Let the task go, so that any lead can take it: whoever holds it may, and the office.

    Not while a report of the holder awaits the office; its draft stays and can be handed in later. Its
    people are told where the office does it.
    """
    locked = task_locked(task.pk)
    held = holder_of(locked)
    leading = [part.agency for part in leads_of(locked).select_related("agency")]
    letting = [held.agency] if held else leading
    if not is_office(actor) and not any(rules.writes_for(actor, agency) for agency in letting):
        raise PermissionDenied(_("Only the agency that consolidates the task lets it go, or the office."))
    if held is None:
        raise Conflict(_("Nobody consolidates this task now."))
    waiting = _waiting(locked).filter(agency=held.agency_id).first()
    if waiting:
        raise ConsolidationHeld(
            _("The report of %(agency)s awaits the office; it is let go once that is decided.")
            % {"agency": held.agency},
            held=held,
            waiting=waiting,
        )
    _let_go(actor, held)
    if not rules.writes_for(actor, held.agency):
        notices_add(notifications.about_release(held, actor))
    return held


def consolidation_claimed(*, actor: User, task: Task, agency: Agency) -> None:
    """Let `agency`, before it writes or submits a lead's report, take the task unless it has it already.

    Does nothing where no other agency leads. Raises `ConsolidationHeld`. Call it with the task locked.
    """
    leading = {part.agency_id for part in task.parts_now() if part.role == AssignmentRole.LEAD}
    if agency.pk not in leading or len(leading) == 1:
        return
    held = holder_of(task)
    if held and held.agency_id != agency.pk:
        raise _refusal(held)
    if held is None:
        _nothing_awaits_the_office(task, agency)
        _taken(actor, task, agency, timezone.now())


def consolidated_by_another(task: Task, agency: Agency) -> bool:
    """Whether another lead than `agency` has the task in hand, or its report awaits the office."""
    held = holder_of(task)
    if held is not None and held.agency_id != agency.pk:
        return True
    return _waiting(task).exclude(agency=agency).exists()


def consolidation_settled(*, actor: User | None, task: Task, agency: Agency) -> None:
    """`agency` has nothing to consolidate any more: confirmed, discarded, or its part in the task ended."""
    held = Consolidation.objects.filter(task=task, agency=agency, released_at=None).first()
    if held:
        _let_go(actor, held)


def _waiting(task: Task) -> QuerySet[ProgressReport]:
    """Reports of those who lead `task` now that await the office."""
    leading = leads_of(task).values("agency")
    waiting = ProgressReport.objects.filter(task=task, role=AssignmentRole.LEAD, state=ReportState.SUBMITTED)
    return waiting.filter(agency__in=leading).select_related("agency")


def _nothing_awaits_the_office(task: Task, agency: Agency) -> None:
    waiting = _waiting(task).exclude(agency=agency).first()
    if waiting and waiting.submitted_at:
        raise ConsolidationHeld(
            _("The report of %(agency)s of %(moment)s awaits the office; only one lead reports at a time.")
            % {"agency": waiting.agency, "moment": _written(waiting.submitted_at)},
            waiting=waiting,
        )


def _refusal(held: Consolidation) -> ConsolidationHeld:
    return ConsolidationHeld(
        _(
            "%(agency)s has consolidated this task since %(moment)s (%(person)s). To do it yourself, take "
            "it over with a reason."
        )
        % {"agency": held.agency, "moment": _written(held.taken_at), "person": held.taken_by},
        held=held,
    )


def _written(moment: datetime.datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


def _taken(
    actor: User,
    task: Task,
    agency: Agency,
    now: datetime.datetime,
    *,
    former: Consolidation | None = None,
    reason: str = "",
) -> Consolidation:
    taken = Consolidation.objects.create(task=task, agency=agency, taken_at=now, taken_by=actor)
    record(
        actor=actor,
        action="consolidation.take",
        target=task,
        before={"agency": former.agency} if former else {},
        after={"agency": agency, "reason": reason},
    )
    if former:
        notices_add(notifications.about_takeover(taken, former, reason))
    return taken


def _let_go(actor: User | None, held: Consolidation) -> None:
    _ended(held, timezone.now())
    record(actor=actor, action="consolidation.release", target=held.task, before={"agency": held.agency})


def _ended(held: Consolidation, now: datetime.datetime) -> None:
    held.released_at = now
    held.save(update_fields=["released_at"])
