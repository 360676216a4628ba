"""Who is given a task: assigning, ending, expanding a collective."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.enums import AgencyKind
from agencies.errors import Conflict
from agencies.models import Agency, User
from agencies.remarks import remark, require_reason
from plans.rules import manages_plans
from tasks.enums import AssignmentBasis, AssignmentRole
from tasks.models import Assignment, Task
from tasks.services.consolidation import consolidation_settled, task_locked, tasks_locked
from tasks.services.report_roles import reports_follow_role
from tasks.services.standings import standings_refresh


@dataclass(frozen=True)
class Grant:
    """A role for an agency."""

    agency: Agency
    role: AssignmentRole


@transaction.atomic
def agencies_assign(
    *, actor: User, tasks: Sequence[Task], grants: Sequence[Grant], reason: str = ""
) -> list[Assignment]:
    """Give each of `tasks` to the agencies of `grants`, or change the role that they have there already.

    All tasks or none. The new parts have the basis `office`; agencies that are not named keep theirs. To
    change a role needs a reason. Raises `ValidationError` where a task would be led and done by duty at once.
    """
    _only_office(actor)
    if not tasks:
        raise ValidationError({"tasks": _("Choose at least one task.")})
    if not grants:
        raise ValidationError({"agencies": _("Choose at least one agency.")})
    if len({grant.agency.pk for grant in grants}) < len(grants):
        raise ValidationError({"agencies": _("An agency has one role in a task, not two.")})
    now = timezone.now()
    made = []
    for task in tasks_locked(tasks):
        current = {row.agency_id: row for row in Assignment.objects.current().filter(task=task)}
        _one_mode(task, current, grants)
        for grant in grants:
            row = current.get(grant.agency.pk)
            if row is None or row.role != grant.role:
                made.append(granted(actor, task, grant, row, remark(reason), now))
    standings_refresh(tasks=[task.pk for task in tasks])
    return made


@transaction.atomic
def assignment_end(*, actor: User, assignment: Assignment, reason: str) -> Assignment:
    """Take a task from an agency, with a reason. The row is closed; loading the plan never reopens it."""
    _only_office(actor)
    require_reason(reason)
    task_locked(assignment.task_id)
    row = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if row.in_force_until is not None:
        raise Conflict(_("This assignment has ended already."), current=row)
    close(row, actor, timezone.now())
    record(
        actor=actor,
        action="assignment.end",
        target=row.task,
        before={"agency": row.name_as_written, "role": row.role, "basis": row.basis},
        after={"reason": remark(reason)},
    )
    standings_refresh(tasks=[row.task_id])
    return row


@transaction.atomic
def collective_expand(
    *, actor: User, assignment: Assignment, agencies: Sequence[Agency], reason: str = ""
) -> list[Assignment]:
    """Give the part of a collective to `agencies`, its members, in the same role, and end its own."""
    _only_office(actor)
    if assignment.agency.kind != AgencyKind.COLLECTIVE:
        raise ValidationError({"assignment": _("Only a collective can be expanded into members.")})
    if not agencies:
        raise ValidationError({"agencies": _("Choose at least one agency.")})
    why = remark(reason) or _("Expanded into its members.")
    assignment_end(actor=actor, assignment=assignment, reason=why)
    held = set(Assignment.objects.current().filter(task=assignment.task).values_list("agency", flat=True))
    grants = [Grant(agency, AssignmentRole(assignment.role)) for agency in agencies if agency.pk not in held]
    if not grants:
        return []
    return agencies_assign(actor=actor, tasks=[assignment.task], grants=grants, reason=why)


def close(row: Assignment, actor: User | None, now: datetime.datetime) -> None:
    """End a part, and let its agency consolidate the task no longer; without `actor` the document changed."""
    row.in_force_until = now
    row.ended_by = actor
    row.save(update_fields=["in_force_until", "ended_by"])
    consolidation_settled(actor=actor, task=row.task, agency=row.agency)


def _only_office(actor: User) -> None:
    if not manages_plans(actor):
        raise PermissionDenied(_("Only the coordination office assigns tasks."))


def _one_mode(task: Task, current: dict[int, Assignment], grants: Sequence[Grant]) -> None:
    roles = {key: row.role for key, row in current.items()}
    roles.update({grant.agency.pk: grant.role for grant in grants})
    values = set(roles.values())
    if AssignmentRole.BY_DUTY in values and len(values) > 1:
        raise ValidationError(
            {
                "role": _("%(task)s would be led and done by duty at once; change all its agencies together.")
                % {"task": task.reference}
            }
        )


def granted(
    actor: User,
    task: Task,
    grant: Grant,
    row: Assignment | None,
    reason: str,
    now: datetime.datetime,
    received_from: Assignment | None = None,
) -> Assignment:
    """Add a part for the agency of `grant`, in place of `row`, the part that it has so far, if any.

    `received_from` is the part of an ended agency that the new one carries on; a change of role keeps the one
    that `row` carries on.
    """
    if row is not None:
        require_reason(reason)
        close(row, actor, now)
        position = row.position
    elif received_from is not None:
        position = received_from.position
    else:
        highest = task.assignments.aggregate(highest=Max("position"))["highest"]
        position = (highest or 0) + 1
    made = Assignment.objects.create(
        task=task,
        agency=grant.agency,
        role=grant.role,
        position=position,
        name_as_written=row.name_as_written if row else grant.agency.name,
        start=row.start if row else None,
        end=row.end if row else None,
        basis=AssignmentBasis.OFFICE,
        in_force_from=now,
        received_from=received_from or (row.received_from if row else None),
        reason=reason,
        decided_by=actor,
    )
    reports_follow_role(actor=actor, task=task, agency=grant.agency, role=grant.role)
    record(
        actor=actor,
        action="assignment.change" if row else "assignment.add",
        target=task,
        before={"agency": row.name_as_written, "role": row.role, "basis": row.basis} if row else {},
        after={"agency": grant.agency.name, "role": grant.role, "reason": reason},
    )
    return made
