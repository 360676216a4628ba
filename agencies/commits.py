"""What is done once after a transaction is kept, however often it is asked for within it."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import transaction


class AfterCommit(threading.local):
    """Calls `call` once after each transaction that asked for it; a failure is logged and breaks nothing.

    Django calls back for everyone who asked, but for those who were taken back to a savepoint: the first of
    those who remain does it for all who had asked by then. Threads have transactions of their own, so each
    counts for itself.
    """

    def __init__(self, call: Callable[[], None]) -> None:
        self._call = call
        self._asked = self._answered = 0

    def ask(self) -> None:
        """Have it done after this transaction; at once where there is none."""
        self._asked += 1
        number = self._asked

        def answer() -> None:
            if number > self._answered:
                self._answered = self._asked
                self._call()

        transaction.on_commit(answer, robust=True)
