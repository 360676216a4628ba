"""延期申请: an agency asks for a later date before the date; the office grants or refuses it."""

from __future__ import annotations

import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.errors import Conflict
from agencies.models import Agency, User
from agencies.remarks import remark
from tasks import notifications, rules
from tasks.enums import NoticeKind, RequestState
from tasks.models import ExtensionRequest, Notice, Task
from tasks.services.consolidation import task_locked
from tasks.services.due_dates import current_dates, due_date_change
from tasks.services.notices import notices_add, notices_settle
from tasks.services.standings import standings_refresh


@transaction.atomic
def extension_ask(
    *,
    actor: User,
    task: Task,
    agency: Agency,
    asked_due_on: datetime.date,
    reason: str,
    day: datetime.date,
) -> ExtensionRequest:
    """Ask on `day` for a later due date of `task`, for an agency that leads it or has it by duty.

    `day` may be the due date itself, not later (`ValidationError`, as for a date that is not later or a
    missing reason). A task has one request at a time (`Conflict`, which names one's own).
    """
    # Whose it is by now: somebody may have ended that while this was on its way.
    task = task_locked(task.pk)
    if not rules.can_ask_extension(actor, task, agency):
        raise PermissionDenied(
            _("A later date is asked for by staff of an agency that leads the task or has it by duty.")
        )
    due_on = current_dates([task])[task.pk]
    there = ExtensionRequest.objects.open().filter(task=task).select_related("agency").first()
    if there:
        raise Conflict(_already_asked(there, agency), current=there)
    due_on = _askable(due_on, asked_due_on, reason, day)
    request = ExtensionRequest.objects.create(
        task=task,
        agency=agency,
        due_on=due_on,
        asked_due_on=asked_due_on,
        reason=remark(reason),
        asked_at=timezone.now(),
        asked_by=actor,
    )
    record(
        actor=actor,
        action="extension.ask",
        target=task,
        before={"due_on": due_on},
        after={"agency": agency, "due_on": asked_due_on, "reason": request.reason},
    )
    notices_add(notifications.about_extension(request))
    return request


def _already_asked(there: ExtensionRequest, agency: Agency) -> str:
    """What is said to `agency`: who else asked for what is between that agency and the office."""
    if there.agency_id != agency.pk:
        return _("A later date has been asked for already; the office has not decided yet.")
    said = _("%(agency)s has already asked for %(day)s; the office has not decided yet.")
    return said % {"agency": there.agency, "day": there.asked_due_on}


def _askable(
    due_on: datetime.date | None, asked_due_on: datetime.date, reason: str, day: datetime.date
) -> datetime.date:
    """The date that stands; raises `ValidationError` where it cannot be asked to be another."""
    if due_on is None:
        raise ValidationError(_("The task has no due date that could be later."))
    if day > due_on:
        raise ValidationError(
            _(
                "The due date %(day)s has passed; a later one is asked for before it. Say in your report why "
                "the task is late: the office can move the date itself."
            )
            % {"day": due_on}
        )
    errors = {}
    if asked_due_on <= due_on:
        errors["asked_due_on"] = _("Choose a day after %(day)s.") % {"day": due_on}
    if not reason.strip():
        errors["reason"] = _("Say why more time is needed.")
    if errors:
        raise ValidationError(errors)
    return due_on


@transaction.atomic
def extension_grant(
    *,
    actor: User,
    request: ExtensionRequest,
    seen_due_on: datetime.date | None,
    due_on: datetime.date | None = None,
    reason: str = "",
    document_number: str = "",
) -> ExtensionRequest:
    """Move the task's date to `due_on` (None: the date asked for), which must be later than the one now.

    `seen_due_on` is the date that the decider saw the task have. Where it is another by now, that is a
    `Conflict`, as is a request that is settled. Nobody grants what they asked for themselves.
    """
    row = _undecided(actor, request)
    current = _as_seen(row, seen_due_on)
    granted = due_on or row.asked_due_on
    if current is not None and granted <= current:
        raise ValidationError({"due_on": _("Choose a day after %(day)s.") % {"day": current}})
    due_date_change(
        actor=actor,
        task=row.task,
        before=current,
        due_on=granted,
        reason=remark(reason) or row.reason,
        document_number=document_number,
        request=row,
    )
    standings_refresh(tasks=[row.task_id])
    return _settle(actor, row, RequestState.GRANTED, reason, {"due_on": granted})


@transaction.atomic
def extension_refuse(
    *,
    actor: User,
    request: ExtensionRequest,
    seen_due_on: datetime.date | None,
    reason: str,
) -> ExtensionRequest:
    """Leave the date as it is, with a reason. Raises what `extension_grant` raises."""
    row = _undecided(actor, request)
    _as_seen(row, seen_due_on)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why, so that the agency knows what to do.")})
    return _settle(actor, row, RequestState.REFUSED, reason, {})


@transaction.atomic
def extension_withdraw(*, actor: User, request: ExtensionRequest) -> ExtensionRequest:
    """Take back one's own agency's request while nobody has decided about it."""
    if not rules.writes_for(actor, request.agency):
        raise PermissionDenied(_("Only the agency that asked takes its request back."))
    return _settle(actor, _locked(request), RequestState.WITHDRAWN, "", {})


def _undecided(actor: User, request: ExtensionRequest) -> ExtensionRequest:
    if not rules.can_decide_extension(actor, request):
        raise PermissionDenied(_("The office decides about later dates, and never who asked for them."))
    return _locked(request)


def _locked(request: ExtensionRequest) -> ExtensionRequest:
    """The row, locked; raises `Conflict` where it is settled."""
    locked = ExtensionRequest.objects.select_for_update(of=("self",))
    row = locked.select_related("task__plan", "agency").get(pk=request.pk)
    if row.state != RequestState.ASKED:
        raise Conflict(
            _("Somebody else acted first: this request is “%(state)s” now.")
            % {"state": row.get_state_display()},
            current=row,
        )
    return row


def _as_seen(request: ExtensionRequest, seen_due_on: datetime.date | None) -> datetime.date | None:
    """The date now; raises `Conflict` where it is not the one that was seen."""
    current = current_dates([request.task])[request.task_id]
    if current != seen_due_on:
        raise Conflict(
            _("The due date was changed meanwhile: it was %(before)s and is %(now)s. Look at it again.")
            % {"before": seen_due_on or "—", "now": current or "—"},
            current=request,
        )
    return current


def _settle(
    actor: User,
    request: ExtensionRequest,
    state: RequestState,
    reason: str,
    after: dict[str, object],
) -> ExtensionRequest:
    request.state = state
    request.decided_at = timezone.now()
    request.decided_by = actor
    request.decision_reason = remark(reason)
    request.save(update_fields=["state", "decided_at", "decided_by", "decision_reason"])
    after = {"agency": request.agency, "reason": request.decision_reason, **after}
    if state == RequestState.GRANTED:
        record(actor=actor, action="extension.grant", target=request.task, after=after)
    elif state == RequestState.REFUSED:
        record(actor=actor, action="extension.refuse", target=request.task, after=after)
    else:
        record(actor=actor, action="extension.withdraw", target=request.task, after=after)
    asked = notifications.extension_key(NoticeKind.EXTENSION_ASKED, request)
    notices_settle(Notice.objects.filter(task=request.task, key=asked))
    notices_add(notifications.about_extension(request))
    return request
