"""Accounts of people, their passwords, and how an agency wants its reports to leave the house."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.enums import Role
from agencies.models import AccountSession, Agency, ReportingPolicy, User
from agencies.rules import administers_users, is_office
from agencies.services.sessions import session_end
from agencies.services.tokens import token_revoke, tokens_of

AUDITED_FIELDS = (
    "username",
    "display_name",
    "email",
    "agency",
    "role",
    "is_active",
    "is_staff",
    "is_superuser",
)


@transaction.atomic
def user_save(*, actor: User | None, user: User, password: str | None = None) -> User:
    """Keep `user` as it now stands, new or changed, with a new password where one is given.

    `actor` None is the system itself (a command). Raises `PermissionDenied` for anybody who does not
    administer users, `ValidationError` where a field is wrong or somebody would shut themselves out.
    """
    if actor is not None and not administers_users(actor):
        raise PermissionDenied
    if actor is not None and actor.pk == user.pk and not (user.is_active and user.is_superuser):
        raise ValidationError(_("You cannot take away your own right to administer users."))
    former = User.objects.select_related("agency").filter(pk=user.pk).first()
    if password is not None:
        user.set_password(password)
    elif former is None and not user.password:
        user.set_unusable_password()
    user.full_clean()
    user.save()
    before = {name: getattr(former, name) for name in AUDITED_FIELDS} if former else {}
    after = {name: getattr(user, name) for name in AUDITED_FIELDS}
    changed = [name for name in AUDITED_FIELDS if not former or before[name] != after[name]]
    record(
        actor=actor,
        action="user.change" if former else "user.create",
        target=user,
        before={name: before[name] for name in changed if former},
        after={name: after[name] for name in changed},
    )
    if former and password is not None:
        _password_was_changed(actor=actor or user, user=user)
    elif former and former.is_active and not user.is_active:
        _shut_out(actor=actor or user, user=user)
    return user


@transaction.atomic
def password_change(*, actor: User, user: User, password: str, kept_session_key: str | None = None) -> None:
    """Give `user` a new password; it ends their API tokens and all their sessions but the one kept.

    They themselves may, or an administrator of users. The password must have passed the validators.
    """
    if actor != user and not administers_users(actor):
        raise PermissionDenied
    user.set_password(password)
    user.save(update_fields=["password"])
    _password_was_changed(actor=actor, user=user, kept_session_key=kept_session_key)


def _password_was_changed(*, actor: User, user: User, kept_session_key: str | None = None) -> None:
    record(actor=actor, action="user.password_change", target=user)
    _shut_out(actor=actor, user=user, kept_session_key=kept_session_key)


def _shut_out(*, actor: User, user: User, kept_session_key: str | None = None) -> None:
    """End what lets in whoever had the account: its sessions, but the one kept, and its tokens."""
    for session in AccountSession.objects.filter(user=user).exclude(session_key=kept_session_key or ""):
        session_end(actor=actor, session=session)
    for token in tokens_of(user):
        token_revoke(actor=actor, token=token)


@transaction.atomic
def policy_set(*, actor: User, agency: Agency, two_person: bool) -> ReportingPolicy:
    """Say whether an approver (审核人) passes every report of `agency` on.

    The office or an administrator of users may. Raises `ValidationError` where nobody could pass them on:
    the agency has no approver.
    """
    if not (is_office(actor) or administers_users(actor)):
        raise PermissionDenied
    if two_person and not agency.users.filter(role=Role.APPROVER, is_active=True).exists():
        raise ValidationError({"two_person": _("This agency has no approver yet.")})
    Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    former = ReportingPolicy.objects.filter(agency=agency).first()
    policy, _created = ReportingPolicy.objects.update_or_create(
        agency=agency, defaults={"two_person": two_person}
    )
    record(
        actor=actor,
        action="policy.set",
        target=agency,
        before={"two_person": bool(former and former.two_person)},
        after={"two_person": two_person},
    )
    return policy
