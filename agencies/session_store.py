"""Sessions in the database, as Django keeps them; every page looks one up."""

from __future__ import annotations

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from agencies.picking import pick


class SessionStore(db.SessionStore):
    """Django's, its row looked up by SQL that is compiled once."""

    def _get_session_from_db(self) -> Session | None:
        found = pick(Session.objects.all(), "pk", self.session_key)
        if found is not None and found.expire_date > timezone.now():
            return found
        self._session_key = None
        return None
