"""Roles in a task, and those who have them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from tasks.enums import AssignmentRole

STRENGTH = (AssignmentRole.LEAD, AssignmentRole.BY_DUTY, AssignmentRole.PARTICIPATING)
"""Roles, the strongest first: a body that carries two predecessors in a task has the stronger role."""


class InRole(Protocol):
    """Whoever has a role in a task."""

    @property
    def role(self) -> AssignmentRole:
        """Which."""


Holding = TypeVar("Holding", bound=InRole)


def by_role(holders: Iterable[Holding]) -> Mapping[AssignmentRole, Sequence[Holding]]:
    """Who has a task in which role, the strongest first, without roles that nobody has."""
    held = list(holders)
    found = {role: [one for one in held if one.role == role] for role in STRENGTH}
    return {role: those for role, those in found.items() if those}
