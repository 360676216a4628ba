"""People who report and read without a pause, until they are told to stop or have nothing left to do."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.deployment.visitor import Answer, Visitor

SECONDS_BETWEEN_ATTEMPTS = 0.1
"""How long somebody waits who was told that the database does not answer."""


@dataclass
class Record:
    """What everybody was answered.

    `kept` holds the text of each report that the site said it has, with when it said so; `put_off` counts the
    proper 503s; `unexpected` describes every other answer.
    """

    kept: dict[str, float] = field(default_factory=dict)
    put_off: int = 0
    unexpected: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, answer: Answer, path: str, *, expected: tuple[int, ...], text: str = "") -> bool:
        """Note an answer; whether it says that the work is done."""
        with self._lock:
            if answer.status in expected:
                if text and answer.status == 302:
                    self.kept[text] = time.monotonic()
                return True
            if answer.status == 503 and answer.headers.get("Retry-After") and "Traceback" not in answer.text:
                self.put_off += 1
            else:
                self.unexpected.append(f"{path}: {answer.outcome} {answer.text[:500]}")
            return False

    def kept_since(self, moment: float) -> list[float]:
        """When reports were kept after `moment`."""
        with self._lock:
            return [when for when in self.kept.values() if when > moment]


def report_everything(visitor: Visitor, tasks: Sequence[str], record: Record, stop: threading.Event) -> None:
    """Hand in a report on each task, once more where the site says that the database does not answer.

    A report that was put off may have been kept all the same; then the site says that one is under way (409).
    """
    for task in tasks:
        path, attempt = f"/tasks/{task}/report/", 0
        while not stop.is_set():
            attempt += 1
            text = f"{task}，第{attempt}次。"
            form = {"status": "in_progress", "percent": 10, "progress": text, "action": "submit"}
            expected = (302,) if attempt == 1 else (302, 409)
            if record.note(visitor.post(path, form), path, expected=expected, text=text):
                break
            stop.wait(SECONDS_BETWEEN_ATTEMPTS)


def read_on(visitor: Visitor, paths: Sequence[str], record: Record, stop: threading.Event) -> None:
    """Look at the pages again and again."""
    while not stop.is_set():
        for path in paths:
            if not record.note(visitor.get(path), path, expected=(200,)):
                stop.wait(SECONDS_BETWEEN_ATTEMPTS)


@contextmanager
def at_work(record: Record, *actions: Callable[[threading.Event], None]) -> Iterator[None]:
    """Everyone works for the length of the block; an action that fails is noted as unexpected."""
    stop = threading.Event()

    def work(action: Callable[[threading.Event], None]) -> None:
        try:
            action(stop)
        except Exception as error:
            record.unexpected.append(repr(error))

    threads = [threading.Thread(target=work, args=[action], daemon=True) for action in actions]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()
