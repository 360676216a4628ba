"""How many requests a process serves at once: the others wait a little, and what is too much is told so.

Without a bound each of many requests takes as long as all of them together, until nobody waits for the answer
any more and the proxy gives up on all. Threads of Python take turns with one processor: two at once keep it
busy while one of them waits for the database, and more only keep each other waiting.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from config.connections import LENDING, STREAMS_BESIDE
from config.unavailable import unavailable

SECONDS_TO_WAIT = 10
"""How long a request waits for its turn before it is refused."""

ALWAYS = frozenset({"/healthz", "/readyz"})
"""Whoever asks whether the process lives is answered however busy it is."""


class Admission:
    """Lets `at_once` in, and as many as `waiting` wait, in the order in which they came; for threads.

    Who leaves hands the turn to whoever waits longest: were it free for a moment, one who comes just then
    would take it, and some would wait for many others.
    """

    def __init__(self, *, at_once: int, waiting: int, seconds: float = SECONDS_TO_WAIT) -> None:
        self._changing = threading.Lock()
        self._free = at_once
        self._places = waiting
        self._line: deque[threading.Lock] = deque()
        self._seconds = seconds

    def enter(self) -> bool:
        """Whether the caller is in, perhaps after a while; then it has to `leave`."""
        with self._changing:
            if self._free:
                self._free -= 1
                return True
            if len(self._line) >= self._places:
                return False
            turn = threading.Lock()
            turn.acquire()
            self._line.append(turn)
        return turn.acquire(timeout=self._seconds) or not self._gave_up(turn)

    def _gave_up(self, turn: threading.Lock) -> bool:
        """Whether who waited for `turn` is out of the line; else it came at the last moment."""
        with self._changing:
            if turn.locked():
                self._line.remove(turn)
                return True
            return False

    def leave(self) -> None:
        """Let the next one in."""
        with self._changing:
            if self._line:
                self._line.popleft().release()
            else:
                self._free += 1


class AdmissionMiddleware:
    """503 with `Retry-After` for what comes on top of `REQUESTS_AT_ONCE` and `REQUESTS_WAITING`.

    It stands behind what only reads the request, so that the refusal is in its language, and before all that
    asks the database: who is in has a connection to it till they leave.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.admission = Admission(at_once=settings.REQUESTS_AT_ONCE, waiting=settings.REQUESTS_WAITING)
        self.streams = Admission(at_once=STREAMS_BESIDE, waiting=0)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, or the refusal. What is streamed leaves when its last piece is out."""
        always = request.path in ALWAYS
        if not always and not self.admission.enter():
            return too_busy(request)
        LENDING.lend()
        leave = LENDING.take_back if always else partial(_leave, self.admission)
        streamed = False
        try:
            response = self.get_response(request)
            if isinstance(response, StreamingHttpResponse) and not response.is_async:
                if not always and self.streams.enter():
                    self.admission.leave()
                    leave = partial(_leave, self.streams)
                pieces: Iterable[bytes] = response.streaming_content  # type: ignore[assignment]
                response.streaming_content = _Leaving(pieces, leave)
                streamed = True
            return response
        finally:
            if not streamed:
                leave()


def _leave(among: Admission) -> None:
    LENDING.take_back()
    among.leave()


class _Leaving:
    """Pieces of an answer; once they are out, or nobody wants them any more, `leave` is called, once."""

    def __init__(self, pieces: Iterable[bytes], leave: Callable[[], None]) -> None:
        self._pieces = iter(pieces)
        self._leave: Callable[[], None] | None = leave

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self._pieces)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Called by Django when the answer is done with."""
        leave, self._leave = self._leave, None
        if leave is not None:
            leave()


def too_busy(request: HttpRequest) -> HttpResponse:
    """503: a page that says to come again, or under `/api/` a problem. Nothing was done."""
    detail = _("Too many requests at once. Nothing was done; try again in a moment.")
    return unavailable(request, page="busy.html", detail=detail)
