"""职责承接: after an agency's end its open duties pass to another body by the office's decision only."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.errors import Conflict
from agencies.models import Agency, AgencySuccession, User
from agencies.remarks import remark
from plans.rules import manages_plans
from tasks import notifications
from tasks.enums import AssignmentRole
from tasks.models import Assignment, TaskTransfer
from tasks.services.assignments import Grant, close, granted
from tasks.services.consolidation import task_locked
from tasks.services.notices import notices_add
from tasks.services.standings import standings_refresh
from tasks.summaries.roles import STRENGTH


@transaction.atomic
def duties_pass(
    *,
    actor: User,
    from_agency: Agency,
    to_agency: Agency,
    assignments: Sequence[Assignment],
    reason: str,
    day: datetime.date,
) -> list[Assignment]:
    """Close these parts of `from_agency`, ended by `day`, and give `to_agency` the same role in their tasks.

    A body that is no recorded successor, nor the target of the task's transfer, needs a `reason`. Where it
    has a part already the stronger role stays. Returns the new parts. Reports of the ended agency stay as
    they are: what is handed in waits for its decision and counts on, a draft can be read, not submitted.
    """
    if not manages_plans(actor):
        raise PermissionDenied(_("Only the coordination office decides who carries duties on."))
    Agency.objects.select_for_update(no_key=True).get(pk=from_agency.pk)
    _checked(from_agency, to_agency, assignments, reason, day)
    why = remark(reason) or _("Carries on the duties of %(agency)s, which ended on %(day)s.") % {
        "agency": from_agency,
        "day": from_agency.ends_on,
    }
    now = timezone.now()
    made = []
    for part in sorted(assignments, key=lambda part: part.task_id):
        received = _pass(actor, part, to_agency, why, now)
        if received is not None:
            made.append(received)
    standings_refresh(tasks=[part.task_id for part in assignments])
    if made:
        notices_add(notifications.about_duties(made, actor))
    return made


def _checked(
    from_agency: Agency,
    to_agency: Agency,
    assignments: Sequence[Assignment],
    reason: str,
    day: datetime.date,
) -> None:
    if from_agency.ends_on is None or from_agency.ends_on > day:
        raise ValidationError(
            _("%(agency)s has not ended: its duties stay with it.") % {"agency": from_agency}
        )
    if to_agency == from_agency or (to_agency.ends_on is not None and to_agency.ends_on <= day):
        raise ValidationError({"to_agency": _("Choose a body that exists now.")})
    if not assignments:
        raise ValidationError({"assignments": _("Choose at least one task.")})
    if any(part.agency_id != from_agency.pk for part in assignments):
        raise ValidationError({"assignments": _("Only parts of the ended agency pass on.")})
    if not reason.strip() and not _on_record(from_agency, to_agency, assignments, day):
        raise ValidationError(
            {
                "reason": _("%(agency)s is not on record as the successor: give the reason.")
                % {"agency": to_agency}
            }
        )


def _on_record(
    from_agency: Agency, to_agency: Agency, assignments: Sequence[Assignment], day: datetime.date
) -> bool:
    """Whether the successions in effect on `day`, over any number of reforms, lead to `to_agency`.

    Or whether each of the tasks has a transfer on record that does.
    """
    steps = AgencySuccession.objects.filter(effective_on__lte=day).values_list("predecessor", "successor")
    reached, fresh = {from_agency.pk}, {from_agency.pk}
    while fresh:
        fresh = {after for before, after in steps if before in fresh} - reached
        reached |= fresh
    if to_agency.pk in reached:
        return True
    transfers = TaskTransfer.objects.filter(
        from_agency=from_agency, to_agency=to_agency, effective_on__lte=day
    )
    return {part.task_id for part in assignments} <= set(transfers.values_list("task", flat=True))


def _pass(
    actor: User, part: Assignment, to_agency: Agency, reason: str, now: datetime.datetime
) -> Assignment | None:
    """Close one part; the new one, or None where the other body had as much in the task already."""
    task = task_locked(part.task_id)
    row = Assignment.objects.select_for_update(of=("self",)).select_related("agency").get(pk=part.pk)
    if row.in_force_until is not None:
        raise Conflict(
            _("%(task)s has been passed on or ended meanwhile.") % {"task": task.reference}, current=row
        )
    close(row, actor, now)
    held = Assignment.objects.current().filter(task=task, agency=to_agency).first()
    record(
        actor=actor,
        action="duties.pass",
        target=task,
        before={"agency": row.agency.name, "role": row.role},
        after={"agency": to_agency.name, "role": held.role if held else row.role, "reason": reason},
    )
    if held and STRENGTH.index(AssignmentRole(held.role)) <= STRENGTH.index(AssignmentRole(row.role)):
        return None
    return granted(actor, task, Grant(to_agency, AssignmentRole(row.role)), held, reason, now, row)
