"""Django's PostgreSQL, with a cheaper look at whether the server is still there."""

from __future__ import annotations

import select

from django.db.backends.postgresql import base

SAID = select.POLLIN | select.POLLPRI | select.POLLHUP | select.POLLERR


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that outlives a request is looked at before the next one uses it, without a query.

    A server that was stopped or that ended the connection has said so on it. Only where it said anything at
    all is it asked: it may have told of a changed setting.
    """

    def is_usable(self) -> bool:
        """Whether the next query may be sent."""
        if self.connection is None or self.connection.closed:
            return False
        waiting = select.poll()
        waiting.register(self.connection.fileno(), SAID)
        if not waiting.poll(0):
            return True
        usable: bool = super().is_usable()
        return usable
