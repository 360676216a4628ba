"""Who may do what with plans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencies.rules import is_office

if TYPE_CHECKING:
    from agencies.rules import AnyUser


def manages_plans(user: AnyUser) -> bool:
    """Whether this person opens tracking, assigns agencies, sets dates and reads the lead rule."""
    return is_office(user)
