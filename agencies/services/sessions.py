"""Where a person is signed in, from signing in to signing out."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from agencies.audit import record
from agencies.models import AccountSession, User
from agencies.rules import administers_users


@dataclass(frozen=True)
class OpenSession:
    """A place where a person is signed in, and whether it is the one they are looking from."""

    session: AccountSession
    is_current: bool


def _living(user: User) -> QuerySet[AccountSession]:
    """The sessions of `user` that the store still holds and that have not run out."""
    stored = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=timezone.now())
    return AccountSession.objects.filter(Exists(stored), user=user)


def sessions_of(user: User, current_key: str | None) -> list[OpenSession]:
    """Where `user` is signed in now, the newest first; those that ran out are left out."""
    return [OpenSession(session, session.session_key == current_key) for session in _living(user)]


def is_still_let_in(user: User) -> bool:
    """Whether the account is open and its password as it was when the request began.

    To be asked in the transaction of what lets them in: who closes the account at the same time waits, and
    then ends that too.
    """
    account = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    return account.is_active and account.password == user.password


@transaction.atomic
def session_started(*, actor: User, request: HttpRequest) -> AccountSession:
    """Remember that `actor` signed in with this request. Forgets their sessions that ran out."""
    if not request.session.session_key:
        request.session.save()
    AccountSession.objects.filter(user=actor).exclude(pk__in=_living(actor)).delete()
    session = AccountSession.objects.create(
        user=actor,
        session_key=request.session.session_key or "",
        started_at=timezone.now(),
        address=request.META.get("REMOTE_ADDR", ""),
        browser=request.headers.get("User-Agent", "")[:300],
    )
    record(actor=actor, action="user.sign_in", target=actor)
    return session


@transaction.atomic
def session_left(*, actor: User, session_key: str | None) -> None:
    """Remember that `actor` signed out of the session they used."""
    AccountSession.objects.filter(user=actor, session_key=session_key or "").delete()
    record(actor=actor, action="user.sign_out", target=actor)


def session_renewed(*, actor: User, former_key: str | None, session_key: str | None) -> None:
    """Follow a session whose key was changed, as Django does when a password changes."""
    AccountSession.objects.filter(user=actor, session_key=former_key or "").update(
        session_key=session_key or ""
    )


@transaction.atomic
def session_end(*, actor: User, session: AccountSession) -> None:
    """Sign a person out of one place; they themselves or an administrator of users may."""
    if session.user != actor and not administers_users(actor):
        raise PermissionDenied
    record(
        actor=actor,
        action="session.end",
        target=session.user,
        before={
            "started_at": session.started_at,
            "address": session.address,
            "browser": session.browser,
        },
    )
    Session.objects.filter(session_key=session.session_key).delete()
    session.delete()


@transaction.atomic
def sessions_end_others(*, actor: User, current_key: str | None) -> int:
    """Sign a person out everywhere else; gives the number of places."""
    others = list(_living(actor).exclude(session_key=current_key or ""))
    for session in others:
        session_end(actor=actor, session=session)
    return len(others)
