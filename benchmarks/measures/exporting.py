"""Every task in one file; runs in a fresh worker, whose memory is watched."""

from __future__ import annotations

import io
import math
import time
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from benchmarks.measures.memory import forget_peak, resident
from benchmarks.measures.questions import TASKS, with_token
from benchmarks.timing import Times, take_turns

COPY = """
    COPY (
        SELECT p.code || '-' || t.number, p.code, t.section_id, t.number, t.text, t.assignment_text,
            t.marked_by_duty, t.open_ended, t.start, t."end", s.mode, s.status, s.percent, s.share_count,
            s.shares_confirmed, s.due_on, s.original_due_on, s.is_adjusted, s.points_behind, s.light,
            s.computed_light, a.parts
        FROM tasks_task t
        JOIN benchmark_task s ON s.id = t.id
        JOIN plans_plan p ON p.id = t.plan_id
        LEFT JOIN (
            SELECT task_id, string_agg(role || ' ' || name_as_written, '、' ORDER BY position) AS parts
            FROM tasks_assignment GROUP BY task_id
        ) a ON a.task_id = t.id
        ORDER BY t.plan_id, t.number
    ) TO STDOUT (FORMAT csv)
"""


@dataclass(frozen=True)
class Export:
    """What came of an export; `megabytes` of memory over idle."""

    status: int
    size: int
    seconds: float
    megabytes: float


def export(kind: str) -> Export:
    """All tasks in one file, read as it comes and not kept."""
    question = with_token(TASKS, f"format={kind}")
    told: dict[str, int] = {}
    with_token(TASKS, "page_size=1")()
    forget_peak()
    before, start = resident(), time.perf_counter()

    def start_response(status: str, _headers: list[tuple[str, str]], _error: object = None) -> None:
        told["status"] = int(status.split()[0])

    answer: Iterable[bytes] = question.application(question.environment(), start_response)
    try:
        size = sum(len(chunk) for chunk in answer)
    finally:
        getattr(answer, "close", lambda: None)()
    return Export(told["status"], size, time.perf_counter() - start, resident("VmHWM") - before)


class _Counted(io.TextIOBase):
    """A file of which only the length is kept."""

    size = 0

    def write(self, text: str, /) -> int:
        """Count it."""
        self.size += len(text.encode())
        return len(text)


def copied() -> int:
    """The same from PostgreSQL's own `COPY`: so many bytes."""
    file = _Counted()
    with connection.cursor() as cursor:
        cursor.copy_expert(COPY, file)
    return file.size


def against_copy(rounds: int) -> tuple[Times, Times]:
    """How long the CSV takes, and `COPY`, in turns."""
    taken = take_turns({"csv": lambda: export("csv"), "copy": copied}, rounds=rounds, seconds=math.inf)
    return taken["csv"], taken["copy"]
