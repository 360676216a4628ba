"""Who somebody is, in the words that the rules of all apps are made of. Pure predicates."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, TypeGuard

from django.contrib.auth.models import AnonymousUser

from agencies.enums import Role

if TYPE_CHECKING:
    from agencies.models import User

    AnyUser: TypeAlias = User | AnonymousUser


def is_signed_in(user: AnyUser) -> TypeGuard[User]:
    """Whether this is a person with a working account."""
    return user.is_authenticated and user.is_active


def is_office(user: AnyUser) -> TypeGuard[User]:
    """Whether this person works for the coordination office (统筹员)."""
    return is_signed_in(user) and user.role == Role.OFFICE


def is_approver(user: AnyUser) -> TypeGuard[User]:
    """Whether this person passes an agency's reports on (审核人)."""
    return is_signed_in(user) and user.role == Role.APPROVER


def writes_reports(user: AnyUser) -> TypeGuard[User]:
    """Whether this person writes reports for an agency: its staff, its approvers, or the office's own."""
    return is_signed_in(user) and user.agency_id is not None and user.role != Role.VIEWER


def administers_users(user: AnyUser) -> TypeGuard[User]:
    """Whether this person makes and changes accounts."""
    return is_signed_in(user) and user.is_superuser
