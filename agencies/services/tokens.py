"""API tokens: made by their owner for a while, shown once, revoked."""

from __future__ import annotations

import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.audit import record
from agencies.enums import TokenScope
from agencies.models import ApiToken, User
from agencies.rules import administers_users, is_signed_in
from agencies.services.sessions import is_still_let_in

LONGEST_LIFETIME_DAYS = 365


def tokens_of(user: User) -> list[ApiToken]:
    """The tokens of a person, the newest first, expired ones too: they can only be removed."""
    return list(ApiToken.objects.filter(user=user).order_by("-created"))


@transaction.atomic
def token_create(*, actor: User, name: str, lifetime_days: int, scope: TokenScope) -> tuple[ApiToken, str]:
    """A new token of `actor` and the key itself, which is kept nowhere and cannot be shown again.

    Raises `ValidationError` (fields `name`, `lifetime_days`) where the name is empty, too long or that of
    another token of theirs that is still valid, as it is where a page that made one is loaded again, or the
    lifetime is not 1 to 365 days; `PermissionDenied` where nobody is signed in, or no more: a new password
    and closing the account end all tokens, and no request that began before makes another.
    """
    if not (is_signed_in(actor) and is_still_let_in(actor)):
        raise PermissionDenied
    name = name.strip()
    errors = {**(_wrong_name(name) or _taken_name(actor, name)), **_wrong_lifetime(lifetime_days)}
    if errors:
        raise ValidationError(errors)
    expiry = datetime.timedelta(days=lifetime_days)
    token, key = ApiToken.objects.create(user=actor, expiry=expiry, name=name, scope=scope)
    # The row's own key is the digest of the secret: the audit names the owner instead.
    record(
        actor=actor,
        action="token.create",
        target=actor,
        after={"token": token.name, "scope": token.scope, "expiry": token.expiry},
    )
    return token, key


def _wrong_name(name: str) -> dict[str, str]:
    longest = ApiToken._meta.get_field("name").max_length or 0
    if not name:
        return {"name": _("Say what the token is for.")}
    if len(name) > longest:
        return {
            "name": ngettext("At most %(count)d character.", "At most %(count)d characters.", longest)
            % {"count": longest}
        }
    return {}


def _taken_name(owner: User, name: str) -> dict[str, str]:
    tokens = ApiToken.objects.filter(user=owner, name=name)
    if not tokens.filter(Q(expiry=None) | Q(expiry__gt=timezone.now())).exists():
        return {}
    return {
        "name": _(
            "You have a token of this name. Choose another name, or revoke that token first where its key "
            "was not kept."
        )
    }


def _wrong_lifetime(days: int) -> dict[str, str]:
    if 1 <= days <= LONGEST_LIFETIME_DAYS:
        return {}
    return {"lifetime_days": _("A token lives 1 to %(days)d days.") % {"days": LONGEST_LIFETIME_DAYS}}


@transaction.atomic
def token_revoke(*, actor: User, token: ApiToken) -> None:
    """Remove a token, so that it is refused from now on; its owner or an administrator of users may."""
    if token.user != actor and not administers_users(actor):
        raise PermissionDenied
    record(
        actor=actor,
        action="token.revoke",
        target=token.user,
        before={"token": token.name, "scope": token.scope, "expiry": token.expiry},
    )
    token.delete()
