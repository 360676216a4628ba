"""What is done once after a transaction is kept, however often it is asked for within it."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import transaction


class AfterCommit(threading.local):
    """Calls `call` once after each transaction in which `ask` was called, however often.

    A failure is logged and breaks nothing. Each `ask` registers a callback, since a savepoint that is rolled
    back discards those registered in it; the first callback that runs does the work for all. Threads have
    transactions of their own and are counted apart.
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
