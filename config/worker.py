"""The process of gunicorn, changed in one thing: a busy one lets an idler one take the next request.

All processes of gunicorn wait at the same port, and whoever wakes first takes the connection, however much it
has in hand already. Of eight requests at once one of two processes so had five or six time and again, and the
slowest hundredth of all waited more than twice as long as the middle one (measured by `benchmarks/`).
"""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from gunicorn.workers.gthread import ThreadWorker

STEP = 0.001
"""Seconds: a process that is idle wakes and takes a connection in less."""

STEPS = 7
"""With more than these waiting all processes are busy: each takes what comes, to serve or to refuse it."""


def pause(in_hand: int, *, at_once: int) -> float:
    """Seconds that a process with `in_hand` connections, of which it serves `at_once`, leaves to others.

    The more it has the longer, so that of two which are both busy the less busy one comes first.
    """
    steps = in_hand - at_once + 1
    return steps * STEP if 0 < steps <= STEPS else 0.0


class EvenWorker(ThreadWorker):
    """Gunicorn's process with threads, that waits a little before it takes more than it serves at once."""

    def accept(self, server: Any, listener: Any) -> None:
        """Take the next connection, where no other process has taken it in the meantime."""
        time.sleep(pause(self.nr_conns, at_once=settings.REQUESTS_AT_ONCE))
        super().accept(server, listener)  # type: ignore[no-untyped-call]
