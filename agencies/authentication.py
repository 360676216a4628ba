"""Who may come in: people with a working account, and demo accounts only where DEBUG is on."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser

from agencies.models import User
from agencies.picking import WITH_VERSION, pick


def may_enter(user: User) -> bool:
    """Whether this account opens anything here.

    The password of demo accounts is printed on the console: a database that was tried out with them and
    then put to use must not let them in, by password, session or token.
    """
    return user.is_active and (settings.DEBUG or not user.is_demo)


class AccountBackend(ModelBackend):
    """Passwords and sessions of those who may enter."""

    def get_user(self, user_id: int) -> User | None:
        """Whose session it is, looked up by SQL that is compiled once; None where they may not enter.

        With them comes the number by which `agencies.remembering` knows whether anything was written.
        """
        user = pick(User.objects.all(), "pk", user_id, beside=WITH_VERSION)
        return user if user and self.user_can_authenticate(user) else None

    def user_can_authenticate(self, user: User | AnonymousUser | None) -> bool:
        """Asked at sign-in and for every request of a session."""
        return isinstance(user, User) and may_enter(user)
