"""The same request under the same key, sent again while the first is still being answered."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections, transaction

from agencies.enums import Role
from agencies.models import Agency, AuditEntry, IdempotentAnswer
from tasks.enums import ReportState
from tasks.models import ProgressReport, Task
from tests.api_client import ApiClient
from tests.factories import make_report, make_user


class Sent(threading.Thread):
    """Something that is sent from a thread of its own; `answer` is there once it ended."""

    def __init__(self, send: Callable[[], Any]) -> None:
        super().__init__(daemon=True)
        self.send = send
        self.answer: Any = None
        self.start()

    def run(self) -> None:
        """Send, and leave no connection behind."""
        try:
            self.answer = self.send()
        finally:
            connection.close()

    def answered(self) -> Any:
        """The answer, once it is there."""
        self.join(timeout=30)
        assert self.answer is not None
        return self.answer


def wait_for(is_so: Callable[[], bool]) -> None:
    """Until it is so, for ten seconds at most."""
    for _time in range(200):
        if is_so():
            return
        time.sleep(0.05)
    pytest.fail("It never came to it.")


def those_who_wait_for_a_lock() -> list[int]:
    """The processes of PostgreSQL that do; other tests run at the same time, in databases of their own."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT waiting.pid
            FROM pg_locks waiting
            JOIN pg_locks held ON held.pid = waiting.pid
            JOIN pg_database ours ON ours.oid = held.database AND ours.datname = current_database()
            WHERE NOT waiting.granted
            """
        )
        return [pid for (pid,) in cursor]


def a_lock_is_waited_for() -> bool:
    return bool(those_who_wait_for_a_lock())


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_on_postgresql_the_second_is_told_to_come_again(task: Task, lead: Agency) -> None:
    draft = make_report(task, lead, ReportState.DRAFT)
    staff, address = ApiClient(make_user(Role.STAFF, lead)), f"progress-reports/{draft.pk}/submit/"

    def submit(key: str = "once") -> Any:
        return staff.post(address, {}, Idempotency_Key=key)

    with transaction.atomic():
        ProgressReport.objects.select_for_update().get(pk=draft.pk)
        first = Sent(submit)
        wait_for(a_lock_is_waited_for)
        second = Sent(submit).answered()
    assert (second.status_code, second["Retry-After"]) == (409, "1")
    assert second.json()["detail"]
    assert first.answered().status_code == 200

    third = submit()
    assert (third.content, third["Idempotency-Replayed"]) == (first.answered().content, "true")
    assert AuditEntry.objects.filter(action="report.submit").count() == 1
    assert submit("another").status_code == 409


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_on_postgresql_a_killed_writer_leaves_neither_the_write_nor_its_key_taken(
    task: Task, lead: Agency
) -> None:
    draft = make_report(task, lead, ReportState.DRAFT)
    staff, address = ApiClient(make_user(Role.STAFF, lead)), f"/api/v1/progress-reports/{draft.pk}/submit/"
    headers = {**staff.headers, "Idempotency-Key": "killed", "If-Match": "*"}

    def submit() -> Any:
        return staff.client.post(address, {}, "application/json", headers=headers)

    with transaction.atomic():
        ProgressReport.objects.select_for_update().get(pk=draft.pk)
        first = Sent(submit)
        wait_for(a_lock_is_waited_for)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(unnest(%s))", [those_who_wait_for_a_lock()])
        assert first.answered().status_code == 503
    assert not IdempotentAnswer.objects.exists()
    assert ProgressReport.objects.get().state == ReportState.DRAFT
    again = submit()
    assert (again.status_code, "Idempotency-Replayed" in again) == (200, False)


@pytest.mark.django_db(transaction=True)
def test_on_sqlite_the_second_waits_and_gets_the_answer_of_the_first(
    task: Task, lead: Agency, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a file, as people have it: the tests' own database in memory locks whole tables at once."""
    if connection.vendor != "sqlite":
        return
    draft = make_report(task, lead, ReportState.DRAFT)
    staff, address = ApiClient(make_user(Role.STAFF, lead)), f"progress-reports/{draft.pk}/submit/"
    file = tmp_path / "duban.sqlite3"
    with closing(sqlite3.connect(file, isolation_level=None)) as elsewhere:
        connection.connection.backup(elsewhere)
        elsewhere.execute("PRAGMA journal_mode=WAL")
        monkeypatch.setitem(connections.settings["default"], "NAME", str(file))
        elsewhere.execute("BEGIN IMMEDIATE")
        sent = [Sent(lambda: staff.post(address, {}, Idempotency_Key="once")) for _time in range(2)]
        time.sleep(0.3)
        assert [one.answer for one in sent] == [None, None]
        elsewhere.execute("COMMIT")
        answers = [one.answered() for one in sent]
        [(written,)] = elsewhere.execute(
            "SELECT count(*) FROM agencies_auditentry WHERE action = 'report.submit'"
        )
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].content == answers[1].content
    assert sorted("Idempotency-Replayed" in answer for answer in answers) == [False, True]
    assert written == 1
