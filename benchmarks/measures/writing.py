"""What handing in a report costs, against its bare statements; and who waits for whom."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from django.db import OperationalError, connection, transaction

from agencies.models import User
from benchmarks.timing import Times
from tasks.enums import ReportState, Status
from tasks.models import ProgressReport
from tasks.services.reports import report_submit

CHANGES = ("INSERT", "UPDATE", "DELETE")
WRITERS = 8
SECONDS_TO_WAIT = 2

Statement = tuple[str, Any]


class _RolledBackError(Exception):
    """Ends a transaction that was only to be listened to."""


def submissions(rounds: int) -> tuple[Times, Times, int]:
    """The times of handing in a report, of its bare statements, and how many these are.

    In turns, each in a transaction of its own: one draft is handed in by the service. Of another it is
    listened to what the service writes; that is taken back, and then written again by those statements alone.
    """
    drafts = list(_drafts()[: 2 * rounds])
    ours, bare, statements = [], [], 0
    for served, replayed in zip(drafts[::2], drafts[1::2], strict=False):
        actor = User.objects.get(pk=served.created_by_id)
        start = time.perf_counter()
        report_submit(actor=actor, report=served)
        ours.append(time.perf_counter() - start)
        written = _written_by(replayed)
        start = time.perf_counter()
        with transaction.atomic(), connection.cursor() as cursor:
            for sql, parameters in written:
                cursor.execute(sql, parameters)
        bare.append(time.perf_counter() - start)
        statements = len(written)
    return Times(tuple(ours)), Times(tuple(bare)), statements


def _drafts() -> Any:
    """Drafts, no two on one task."""
    drafts = ProgressReport.objects.filter(state=ReportState.DRAFT, status=Status.IN_PROGRESS).select_related(
        "task__plan", "agency"
    )
    return drafts.order_by("pk")


def _written_by(report: ProgressReport) -> list[Statement]:
    written: list[Statement] = []

    def listen(execute: Callable[..., Any], sql: str, parameters: Any, *rest: Any) -> Any:
        if sql.startswith(CHANGES):
            written.append((sql, parameters))
        return execute(sql, parameters, *rest)

    actor = User.objects.get(pk=report.created_by_id)
    with suppress(_RolledBackError), transaction.atomic(), connection.execute_wrapper(listen):
        report_submit(actor=actor, report=report)
        raise _RolledBackError
    return written


def writers_that_wait() -> tuple[int, int]:
    """Of eight writers on one plan, how many had to wait for the first one to end; and how many wrote.

    The first holds its transaction open till all the others, each on a task of its own, are done or gave up.
    """
    by_plan: dict[int, list[ProgressReport]] = defaultdict(list)
    for report in _one_a_task(_drafts()):
        by_plan[report.task.plan_id].append(report)
    drafts = max(by_plan.values(), key=len)[:WRITERS]
    waited: list[int] = []

    def submit(report: ProgressReport) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = %s", [f"{SECONDS_TO_WAIT}s"])
            report_submit(actor=User.objects.get(pk=report.created_by_id), report=report)
        except OperationalError:
            waited.append(report.pk)
        finally:
            connection.close()

    with transaction.atomic():
        first, *others = drafts
        report_submit(actor=User.objects.get(pk=first.created_by_id), report=first)
        threads = [threading.Thread(target=submit, args=[report]) for report in others]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return len(waited), len(drafts)


def _one_a_task(reports: Iterable[ProgressReport]) -> list[ProgressReport]:
    return list({report.task_id: report for report in reports}.values())
