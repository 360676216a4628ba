"""Connections to the database: as many as requests are served at once, whichever threads serve them.

Django keeps a connection for every thread. Under gunicorn a process has many more threads than it serves
requests at once, since whoever waits has one too: each would keep a connection that is idle nearly always,
and PostgreSQL a process of its own for it.
"""

from __future__ import annotations

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

STREAMS_BESIDE = 2
"""So many answers that are streamed, which may take minutes, take no turn from the requests beside them."""


class Lending:
    """The connections of a process, each with the thread that is at work with it.

    Until somebody says `begin`, every thread has one of its own, as always in Django.
    """

    def __init__(self) -> None:
        self._idle: list[BaseDatabaseWrapper] = []
        self._kept: int | None = None

    def begin(self, *, kept: int) -> None:
        """Lend from now on, and keep that many of those that nobody has."""
        self._kept = kept

    def lend(self) -> None:
        """Give this thread the connection that came back last, or a new one."""
        if self._kept is None:
            return
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = connections.create_connection(DEFAULT_DB_ALIAS)
            connection.inc_thread_sharing()
        # As Django does at the beginning of a request with a thread's own.
        connection.close_if_unusable_or_obsolete()
        connections[DEFAULT_DB_ALIAS] = connection

    def take_back(self) -> None:
        """Take it from this thread again."""
        if self._kept is None:
            return
        connection = connections[DEFAULT_DB_ALIAS]
        del connections[DEFAULT_DB_ALIAS]
        if len(self._idle) < self._kept:
            self._idle.append(connection)
        else:
            connection.close()


LENDING = Lending()
