"""How much memory a process of Duban's takes; runs in a fresh worker."""

from __future__ import annotations

import ctypes
import gc
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from agencies.enums import TokenScope
from agencies.models import ApiToken
from benchmarks.client import Question
from benchmarks.generated.stories import AGENCIES, PLANS
from benchmarks.generated.words import MARK
from benchmarks.measures.questions import PLAN, TASKS, growing, lists, others, token_of, with_token
from tasks.enums import ReportState
from tasks.models import ProgressReport, Task

MEBIBYTE = 1024
FIRST = 1_000
WRITTEN = 100
"""Drafts that are written again and again."""


@dataclass(frozen=True)
class Growth:
    """Memory in MB: resident after all requests, in use after the first of them and after all."""

    first: int
    requests: int
    resident: float
    used_after_first: float
    used_after_all: float


def resident(name: str = "VmRSS") -> float:
    """Resident memory in MB: now, or as `VmHWM` the most since `forget_peak`."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1]) / MEBIBYTE


def in_use() -> float:
    """Resident memory in MB without what the C library holds ready for the next request.

    That goes up and down by 2 MB from one request to the next, and hides whether anything stays behind.
    """
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    return resident()


def forget_peak() -> None:
    """Let the most that was ever resident begin at what is resident now."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")


def after_mixed_requests(requests: int) -> Growth:
    """Make so many requests of every kind that Duban answers, more than the `FIRST`, which warm up."""
    used_after_first = 0.0
    mixed = [*_asked_again(), *_asked_anew()]
    for number in range(requests):
        mixed[number % len(mixed)](number)
        if number + 1 == FIRST:
            used_after_first = in_use()
    after_all = resident()
    return Growth(FIRST, requests, after_all, used_after_first, in_use())


def _asked_again() -> Iterator[Callable[[int], object]]:
    """What is measured elsewhere too, the same each time; neither the limit nor the habit."""
    for name, subject in {**lists(), **growing(), **others()}.items():
        if isinstance(subject, Question) and not name.startswith(("limit", "habit")):
            yield partial(_again, subject)


def _again(ask: Question, _number: int) -> object:
    return ask()


def _asked_anew() -> Iterator[Callable[[int], object]]:
    """Another task each time, a list of another agency, a draft that is written anew."""
    tasks = Task.objects.count() // PLANS
    drafts = ProgressReport.objects.filter(state=ReportState.DRAFT).order_by("pk")[:WRITTEN]
    written = list(drafts.values_list("pk", "created_by"))
    for author in {author for _draft, author in written}:
        ApiToken.objects.filter(pk=token_of(author)[1].pk).update(scope=TokenScope.WRITE)

    def write(number: int) -> object:
        draft, author = written[number % len(written)]
        body = json.dumps({"progress": f"{MARK}第{number}次。"}).encode()
        path, whatever = f"/api/v1/progress-reports/{draft}/", {"HTTP_IF_MATCH": "*"}
        return with_token(path, person=author, method="PATCH", body=body, extra=whatever)()

    yield lambda number: with_token(f"{TASKS}{PLAN}-{1 + number % tasks}/")()
    yield lambda number: with_token(TASKS, urlencode({"agency": 1 + number % AGENCIES}))()
    yield write
