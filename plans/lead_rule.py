"""Who leads a task: what its bracket says, and where that is silent, the note of its plan.

The notes differ (2016: the first-listed leads unless 按职责分别负责 stands there; 66号: 列第一位者为牵头部门;
2020: as 2016 but without the exception), so the rule is data on the plan; this module only applies it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from plans.enums import AssignmentBasis, AssignmentRole, MarkedByDuty


@dataclass(frozen=True)
class LeadRule:
    """What a plan's note says of a task that several agencies share.

    `first_listed_leads`: without a mark the first-listed leads and the others take part.
    `marked_by_duty_means`: what 按职责分别负责 makes of them; with `is_reading` this is our reading of a
    note that is silent about the mark, for `reading_reason`. `joint_leads_unordered`: among several
    leads written out, order means nothing (不分先后). `note`: the plan's own words.
    """

    first_listed_leads: bool
    marked_by_duty_means: MarkedByDuty
    joint_leads_unordered: bool = False
    is_reading: bool = False
    reading_reason: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if self.is_reading and not self.reading_reason:
            raise ValueError("a reading needs a reason")


class AssignedRole(NamedTuple):
    """An agency's role, why it has it, and its place in the bracket, counted from 1."""

    name: str
    role: AssignmentRole
    basis: AssignmentBasis
    position: int


def assign_roles(
    rule: LeadRule,
    names: Sequence[str],
    *,
    marked_by_duty: bool = False,
    explicit_leads: Collection[str] = (),
) -> list[AssignedRole]:
    """The roles of the agencies `names`, given in the order of the bracket.

    牵头 written behind `explicit_leads` beats every rule; a single agency leads, marked or not; then
    the mark decides, then the note. Raises `ValueError` for a name that stands twice, for a lead that
    is not named, and for several agencies in a plan whose note says nothing about them.
    """
    if len(set(names)) != len(names) or not set(explicit_leads) <= set(names):
        raise ValueError(f"{list(names)} led by {sorted(explicit_leads)} is no list of agencies")
    if explicit_leads:
        leads, basis = set(explicit_leads), AssignmentBasis.EXPLICIT
    elif len(names) <= 1:
        leads, basis = set(names), AssignmentBasis.RULE
    elif marked_by_duty:
        basis = AssignmentBasis.READING if rule.is_reading else AssignmentBasis.RULE
        if rule.marked_by_duty_means == MarkedByDuty.BY_DUTY:
            return _placed(names, [AssignmentRole.BY_DUTY] * len(names), basis)
        leads = {names[0]}
    elif rule.first_listed_leads:
        leads, basis = {names[0]}, AssignmentBasis.RULE
    else:
        raise ValueError("the plan does not say who leads among several agencies")
    roles = [AssignmentRole.LEAD if name in leads else AssignmentRole.PARTICIPATING for name in names]
    return _placed(names, roles, basis)


def _placed(
    names: Sequence[str], roles: Sequence[AssignmentRole], basis: AssignmentBasis
) -> list[AssignedRole]:
    return [
        AssignedRole(name, role, basis, position)
        for position, (name, role) in enumerate(zip(names, roles, strict=True), start=1)
    ]
