"""A row that somebody else commits late, with an earlier moment, is in the next pull."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from agencies.changes import safe_moment
from agencies.enums import Role
from agencies.models import AuditEntry
from tasks.models import ProgressReport, Task
from tests.api_client import ApiClient
from tests.factories import make_agency, make_plan, make_report, make_task, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


@pytest.fixture
def other() -> Iterator[BaseDatabaseWrapper]:
    """A second connection, in a transaction of its own."""
    made: BaseDatabaseWrapper = connection.copy()
    made.set_autocommit(False)
    yield made
    made.close()


@pytest.fixture
def report() -> ProgressReport:
    agency = make_agency()
    return make_report(make_task(make_plan("2020"), lead=agency), agency)


@pytest.fixture
def api() -> ApiClient:
    return ApiClient(make_user(Role.OFFICE))


def run(other: BaseDatabaseWrapper, sql: str) -> None:
    with other.cursor() as cursor:
        cursor.execute(sql)


def pull(api: ApiClient, path: str, since: str) -> tuple[list[int], str]:
    found = api.get(f"{path}/?fields=id&updated_since={since}")
    return [row["id"] for row in found.json()["results"]], found.headers["Next-Updated-Since"]


def test_what_was_not_committed_when_others_pulled_is_in_their_next_pull(
    api: ApiClient, report: ProgressReport, other: BaseDatabaseWrapper
) -> None:
    _rows, since = pull(api, "progress-reports", "2000-01-01T00:00:00Z")
    run(other, "UPDATE tasks_progressreport SET progress = '改'")
    # Written later, committed before.
    quick = make_report(report.task, make_agency())
    rows, following = pull(api, "progress-reports", since)
    assert rows == [quick.pk]
    other.commit()
    late = ProgressReport.objects.get(pk=report.pk)
    assert late.changed_at < ProgressReport.objects.get(pk=quick.pk).changed_at
    rows, last = pull(api, "progress-reports", following)
    assert sorted(rows) == [report.pk, quick.pk]
    assert pull(api, "progress-reports", last)[0] == []


def test_a_task_and_an_audit_entry_that_come_late_are_in_the_next_pull(
    report: ProgressReport, other: BaseDatabaseWrapper
) -> None:
    run(other, "UPDATE tasks_assignment SET reason = '改'")
    run(
        other,
        "INSERT INTO agencies_auditentry (at, action, target_type, target_id, target_label, before, after, "
        "channel, address, digest) VALUES (now(), 'round.open', 'x', '1', 'x', '{}', '{}', 'web', '', 'x')",
    )
    since = safe_moment()
    other.commit()
    assert AuditEntry.objects.get().changed_at >= since
    assert Task.objects.get(standing__changed_at__gte=since) == report.task


def test_who_only_reads_holds_no_pull_back(report: ProgressReport, other: BaseDatabaseWrapper) -> None:
    run(other, "SELECT * FROM tasks_task")
    before = datetime.datetime.now(datetime.UTC)
    assert safe_moment() >= before
    run(other, "UPDATE tasks_task SET text = '改'")
    assert safe_moment() < before
    other.rollback()
    assert safe_moment() >= before


def test_a_task_that_was_written_of_before_and_not_kept_anew_is_updated_again(
    report: ProgressReport, other: BaseDatabaseWrapper
) -> None:
    for _ in range(2):
        since = safe_moment()
        run(other, "UPDATE tasks_assignment SET reason = reason || '改'")
        other.commit()
        assert Task.objects.get(standing__changed_at__gte=since) == report.task
