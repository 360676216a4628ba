"""What a plan's brackets give its agencies, merged with what the office decided about them."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from agencies.models import User
from plans.enums import AssignmentBasis, AssignmentRole
from plans.lead_rule import assign_roles
from plans.models import LeadRuleReading, Plan
from tasks.importing.changes import Change, ChangeKind
from tasks.importing.rows import FixtureRow, Resolver
from tasks.models import Assignment, Task
from tasks.services.assignments import close
from tasks.services.consolidation import tasks_locked
from tasks.services.readings import rule_in_force
from tasks.services.report_roles import reports_follow_role

LABEL = "tasks.assignment"
FACTS = ("role", "basis")
"""What counts and lights depend on: a change of these closes the row and adds another."""


@dataclass(frozen=True)
class Wanted:
    """What the fixture gives one agency in one task."""

    task: Task
    fields: dict[str, Any]

    @property
    def key(self) -> tuple[int, int]:
        """Task and agency."""
        return (self.task.pk, self.fields["agency"].pk)


def merge_assignments(
    actor: User | None,
    plan: Plan,
    rows: Sequence[FixtureRow],
    resolver: Resolver,
    now: datetime.datetime,
) -> Iterator[Change]:
    """Bring the plan's official assignments in line with the fixture; yields what was done.

    A part of an agency in a task about which the office decided (it assigned, changed or ended it) is
    kept as decided. Rows of a plan that is new are in force from the beginning, later ones from `now`.
    Nobody writes about the plan's tasks meanwhile.
    """
    tasks_locked(plan.tasks.all())
    wanted = {part.key: part for part in _wanted(plan, rows, resolver)}
    rows_there = list(Assignment.objects.filter(task__plan=plan).select_related("agency", "task__plan"))
    decided = {
        (row.task_id, row.agency_id)
        for row in rows_there
        if row.basis == AssignmentBasis.OFFICE or row.ended_by_id is not None
    }
    current = {(row.task_id, row.agency_id): row for row in rows_there if row.in_force_until is None}
    since = now if rows_there else None
    new = []
    for key, part in wanted.items():
        row = current.get(key)
        if key in decided:
            yield from _kept(part, row)
        elif row is None:
            new.append(Assignment(in_force_from=since, **part.fields))
            yield Change(ChangeKind.ADDED, LABEL, _text(part))
        else:
            yield from _updated(actor, row, part, now)
    Assignment.objects.bulk_create(new)
    for key, row in current.items():
        if key not in wanted and key not in decided:
            close(row, None, now)
            yield Change(ChangeKind.REMOVED, LABEL, str(row))


def _wanted(plan: Plan, rows: Sequence[FixtureRow], resolver: Resolver) -> Iterator[Wanted]:
    """The fixture's parts; in marked tasks with the roles of the office's own reading, if it gave one."""
    parts: dict[int, list[Wanted]] = defaultdict(list)
    for row in rows:
        values = resolver.values(row)
        parts[values["task"].pk].append(Wanted(values["task"], values))
    read = LeadRuleReading.objects.filter(plan=plan).exists()
    for members in parts.values():
        explicit = any(part.fields["basis"] == AssignmentBasis.EXPLICIT for part in members)
        if read and members[0].task.marked_by_duty and not explicit:
            yield from _read(plan, members)
        else:
            yield from members


def _read(plan: Plan, members: list[Wanted]) -> list[Wanted]:
    ordered = sorted(members, key=lambda part: part.fields["position"])
    names = [part.fields["name_as_written"] for part in ordered]
    given = assign_roles(rule_in_force(plan), names, marked_by_duty=True)
    return [
        replace(part, fields={**part.fields, "role": role.role.value, "basis": role.basis.value})
        for part, role in zip(ordered, given, strict=True)
    ]


def _kept(part: Wanted, row: Assignment | None) -> Iterator[Change]:
    if row is None or row.role != part.fields["role"]:
        yield Change(ChangeKind.KEPT, LABEL, _text(part))


def _updated(actor: User | None, row: Assignment, part: Wanted, now: datetime.datetime) -> Iterator[Change]:
    changed = {name: value for name, value in part.fields.items() if getattr(row, name) != value}
    if not changed:
        return
    before = {name: getattr(row, name) for name in changed}
    if any(name in changed for name in FACTS):
        close(row, None, now)
        Assignment.objects.create(in_force_from=now, **part.fields)
        role = AssignmentRole(part.fields["role"])
        reports_follow_role(actor=actor, task=row.task, agency=row.agency, role=role)
    else:
        for name, value in changed.items():
            setattr(row, name, value)
        row.save(update_fields=list(changed))
    yield Change(ChangeKind.CHANGED, LABEL, _text(part), before, changed)


def _text(part: Wanted) -> str:
    role = AssignmentRole(part.fields["role"]).value
    return f"{part.task.reference} {part.fields['name_as_written']} {role}"
