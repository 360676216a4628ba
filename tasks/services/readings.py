"""The office's reading of what 按职责分别负责 means in a plan, and the roles that follow from it."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.errors import Conflict
from agencies.models import User
from agencies.remarks import remark
from plans.clock import end_of
from plans.enums import AssignmentBasis, AssignmentRole, MarkedByDuty
from plans.lead_rule import LeadRule, assign_roles
from plans.models import LeadRuleReading, Plan
from plans.rules import manages_plans
from tasks.models import Assignment
from tasks.services.assignments import close
from tasks.services.report_roles import reports_follow_role
from tasks.services.standings import standings_refresh


@dataclass(frozen=True)
class RoleChange:
    """What a reading makes of one assignment."""

    assignment: Assignment
    role: AssignmentRole
    basis: AssignmentBasis


def rule_in_force(plan: Plan, day: datetime.date | None = None) -> LeadRule:
    """The plan's lead rule with the office's last reading, if it gave one, in place of the printed one.

    With `day` the last that was recorded by its end.
    """
    readings = LeadRuleReading.objects.filter(plan=plan)
    reading = (readings.filter(decided_at__lt=end_of(day)) if day else readings).first()
    if reading is None or reading.marked_by_duty_means == plan.marked_by_duty_means:
        return rule_with(plan, MarkedByDuty(plan.marked_by_duty_means or MarkedByDuty.BY_DUTY))
    return rule_with(plan, MarkedByDuty(reading.marked_by_duty_means), reading.reason)


def rule_with(plan: Plan, means: MarkedByDuty, reason: str = "") -> LeadRule:
    """The plan's lead rule with the mark meaning `means`; with a `reason` that is a reading."""
    return LeadRule(
        first_listed_leads=plan.first_listed_leads,
        marked_by_duty_means=means,
        joint_leads_unordered=plan.joint_leads_unordered,
        is_reading=bool(reason) or plan.is_reading,
        reading_reason=reason or plan.reading_reason,
        note=plan.note,
    )


def role_changes(plan: Plan, rule: LeadRule) -> list[RoleChange]:
    """What `rule` changes in the plan's marked tasks, to show before and to do after a decision.

    A lead written out stays; a task about which the office decided anything stays as it decided.
    """
    rows = (
        Assignment.objects.filter(task__plan=plan, task__marked_by_duty=True)
        .select_related("task__plan", "agency")
        .order_by("task__number", "position", "pk")
    )
    tasks: dict[int, list[Assignment]] = defaultdict(list)
    for row in rows:
        tasks[row.task_id].append(row)
    return [
        change
        for parts in tasks.values()
        if not any(row.basis == AssignmentBasis.OFFICE or row.ended_by_id for row in parts)
        for change in _changes([row for row in parts if row.in_force_until is None], rule)
    ]


def _changes(rows: list[Assignment], rule: LeadRule) -> list[RoleChange]:
    if any(row.basis == AssignmentBasis.EXPLICIT for row in rows):
        return []
    names = [row.name_as_written for row in rows]
    roles = assign_roles(rule, names, marked_by_duty=True)
    return [
        RoleChange(row, given.role, given.basis)
        for row, given in zip(rows, roles, strict=True)
        if row.role != given.role
    ]


@transaction.atomic
def reading_change(
    *, actor: User, plan: Plan, marked_by_duty_means: MarkedByDuty, reason: str
) -> LeadRuleReading:
    """Read the mark in `plan` as `marked_by_duty_means` from now on, and give its agencies their roles.

    Raises `ValidationError` without a reason, `Conflict` where it is read so already.
    """
    if not manages_plans(actor):
        raise PermissionDenied(_("Only the coordination office changes a reading."))
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason of this reading; it is shown with it.")})
    Plan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    before = rule_in_force(plan).marked_by_duty_means
    if before == marked_by_duty_means:
        raise Conflict(_("The mark is read so already."))
    now = timezone.now()
    reading = LeadRuleReading.objects.create(
        plan=plan,
        marked_by_duty_means=marked_by_duty_means,
        reason=remark(reason),
        decided_at=now,
        decided_by=actor,
    )
    changes = role_changes(plan, rule_in_force(plan))
    for change in changes:
        _apply(actor, change, now)
    standings_refresh(tasks=[change.assignment.task_id for change in changes])
    record(
        actor=actor,
        action="reading.change",
        target=plan,
        before={"marked_by_duty_means": before},
        after={
            "marked_by_duty_means": marked_by_duty_means,
            "reason": reading.reason,
            "roles": {
                str(change.assignment): f"{change.assignment.role} → {change.role}" for change in changes
            },
        },
    )
    return reading


def _apply(actor: User, change: RoleChange, now: datetime.datetime) -> None:
    row = change.assignment
    close(row, None, now)
    Assignment.objects.create(
        task=row.task,
        agency=row.agency,
        role=change.role,
        position=row.position,
        name_as_written=row.name_as_written,
        start=row.start,
        end=row.end,
        basis=change.basis,
        in_force_from=now,
        received_from=row.received_from,
    )
    reports_follow_role(actor=actor, task=row.task, agency=row.agency, role=change.role)
