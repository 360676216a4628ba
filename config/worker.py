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
"""Seconds between two looks at the port; a process that is idle takes a connection in less."""

FIRST, FURTHER = 0.01, 0.004
"""Seconds that a process leaves to others which just serves as much as it can, and for each request more."""

STEPS = 7
"""With so many that wait all processes are busy: each takes what comes, to serve or to refuse it."""


def patience(in_hand: int, *, at_once: int) -> float:
    """Seconds for which a process with `in_hand` connections, of which it serves `at_once`, leaves the next.

    The more it has the longer, so that of two which are both busy the less busy one comes first. Most
    connections do not wait so long: whichever process is done with a request takes them.
    """
    over = in_hand - at_once
    return FIRST + over * FURTHER if 0 <= over < STEPS else 0.0


class EvenWorker(ThreadWorker):
    """Gunicorn's process with threads, that for a while takes no more than it serves at once."""

    left_since = left_last = 0.0
    """Since when, and when last, a connection was left to others, by `time.monotonic`."""

    def accept(self, server: Any, listener: Any) -> None:
        """Take the next connection or leave it to other processes; called again as long as it is there.

        Not waited for here: what was taken before is read and served between two calls.
        """
        now = time.monotonic()
        if now - self.left_last > FIRST:
            self.left_since = now
        if now - self.left_since < patience(self.nr_conns, at_once=settings.REQUESTS_AT_ONCE):
            self.left_last = now
            time.sleep(STEP)
            return
        self.left_last = 0.0
        super().accept(server, listener)  # type: ignore[no-untyped-call]
