"""What a plan's brackets give its agencies, merged with what the office decided about them."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeAlias

from agencies.models import User
from plans.enums import AssignmentBasis, AssignmentRole
from plans.lead_rule import assign_roles
from plans.models import LeadRuleReading, Plan
from tasks.importing.changes import Change, ChangeKind
from tasks.importing.rows import FixtureRow, Resolver
from tasks.models import Assignment, Task
from tasks.services.assignments import close
from tasks.services.readings import rule_in_force
from tasks.services.report_roles import reports_follow_role

LABEL = "tasks.assignment"
Place: TypeAlias = tuple[int, int]
"""A task and an agency, by their keys."""

FACTS = ("role", "basis")
"""What counts and lights depend on: a change of these closes the row and adds another."""


@dataclass(frozen=True)
class Wanted:
    """What the fixture gives one agency in one task."""

    task: Task
    fields: dict[str, Any]

    @property
    def key(self) -> Place:
        """Task and agency."""
        return (self.task.pk, self.fields["agency"].pk)

    def changed_in(self, row: Assignment) -> dict[str, Any]:
        """The fields that `row` is to have otherwise."""
        return {name: value for name, value in self.fields.items() if getattr(row, name) != value}


@dataclass(frozen=True)
class There:
    """All that a plan's agencies have or had."""

    rows: Sequence[Assignment]

    @cached_property
    def current(self) -> Mapping[Place, Assignment]:
        """Those in force."""
        return {(row.task_id, row.agency_id): row for row in self.rows if row.in_force_until is None}

    @cached_property
    def decided(self) -> set[Place]:
        """Where the office decided."""
        return {
            (row.task_id, row.agency_id)
            for row in self.rows
            if row.basis == AssignmentBasis.OFFICE or row.ended_by_id is not None
        }

    def gone(self, wanted: Container[Place]) -> list[Assignment]:
        """Those in force that nobody wants any more."""
        return [row for key, row in self.current.items() if key not in wanted and key not in self.decided]


def merge_assignments(
    actor: User | None,
    plan: Plan,
    rows: Sequence[FixtureRow],
    resolver: Resolver,
    now: datetime.datetime,
    settled: Container[int],
) -> Iterator[Change]:
    """Bring the plan's official assignments in line with the fixture; yields what was done.

    A part of an agency in a task about which the office decided (it assigned, changed or ended it) is
    kept as decided. Rows of a plan that is new are in force from the beginning, later ones from `now`.

    `settled` are the tasks (keys) of which no part differed when the others were locked: about these
    everybody may write meanwhile, and they stay as they are.
    """
    wanted, there = _wanted(plan, rows, resolver), _there(plan)
    since = now if there.rows else None
    new = []
    for key, part in wanted.items():
        row = there.current.get(key)
        if key in there.decided:
            yield from _kept(part, row)
        elif part.task.pk in settled:
            continue
        elif row is None:
            new.append(Assignment(in_force_from=since, **part.fields))
            yield Change(ChangeKind.ADDED, LABEL, _text(part))
        else:
            yield from _updated(actor, row, part, now)
    Assignment.objects.bulk_create(new)
    for row in there.gone(wanted):
        if row.task_id not in settled:
            close(row, None, now)
            yield Change(ChangeKind.REMOVED, LABEL, str(row))


def _there(plan: Plan) -> There:
    """What the plan's agencies have."""
    rows = list(Assignment.objects.filter(task__plan=plan).select_related("agency", "task__plan"))
    return There(rows)


def tasks_with_other_parts(plan: Plan, rows: Sequence[FixtureRow], resolver: Resolver) -> set[int]:
    """The tasks (keys) of which a part is to be added, changed or ended."""
    wanted, there = _wanted(plan, rows, resolver), _there(plan)
    found = {row.task_id for row in there.gone(wanted)}
    for key, part in wanted.items():
        row = there.current.get(key)
        if key not in there.decided and (row is None or part.changed_in(row)):
            found.add(part.task.pk)
    return found


def _wanted(plan: Plan, rows: Sequence[FixtureRow], resolver: Resolver) -> dict[Place, Wanted]:
    """The fixture's parts, by task and agency."""
    return {part.key: part for part in _parts(plan, rows, resolver)}


def _parts(plan: Plan, rows: Sequence[FixtureRow], resolver: Resolver) -> Iterator[Wanted]:
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
    changed = part.changed_in(row)
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
