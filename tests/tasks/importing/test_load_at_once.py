"""A plan loaded anew while people report on its tasks, on connections of their own."""

from __future__ import annotations

import datetime
import json
import re
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.enums import Role
from agencies.models import User
from tasks.enums import AssignmentRole, ReportState
from tasks.importing import load_fixtures
from tasks.management.commands.load_plans import default_files
from tasks.models import Assignment, DueDateChange, ProgressReport, Task, TaskText, WordingChange
from tasks.services.consolidation import task_locked
from tasks.services.due_dates import due_dates_set
from tasks.services.reports import report_submit
from tasks.services.standings import standings_wrong
from tasks.services.wordings import wording_change
from tests.factories import make_report, make_user
from tests.tasks.services.test_at_once import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql, pytest.mark.long]


def test_a_report_handed_in_while_its_plan_is_loaded_anew_goes_on_in_the_role_it_has_then(
    tmp_path: Path,
) -> None:
    agencies, plan_2020 = default_files()[0], default_files()[-2]
    load_fixtures(actor=None, paths=[agencies, plan_2020])
    part = Assignment.objects.filter(role=AssignmentRole.PARTICIPATING).order_by("pk")[0]
    draft = make_report(part.task, part.agency, ReportState.DRAFT)
    amended = with_role(tmp_path, plan_2020, part, AssignmentRole.LEAD)
    raised = at_once(
        lambda: load_fixtures(actor=None, paths=[amended]),
        lambda: report_submit(actor=draft.created_by, report=draft),
    )
    draft.refresh_from_db()
    now = Assignment.objects.current().get(task=part.task, agency=part.agency)
    assert (raised, draft.state) == ([], ReportState.SUBMITTED)
    assert (now.role, draft.role) == (AssignmentRole.LEAD, AssignmentRole.LEAD)
    assert list(standings_wrong(day=timezone.localdate())) == []


def test_who_reports_on_a_task_that_stays_as_it_is_waits_for_no_plan_that_is_loaded_anew(
    tmp_path: Path,
) -> None:
    agencies, plan_2020 = default_files()[0], default_files()[-2]
    load_fixtures(actor=None, paths=[agencies, plan_2020])
    part, other = Assignment.objects.filter(role=AssignmentRole.PARTICIPATING).order_by("-pk")[:2]
    drafts = [make_report(one.task, one.agency, ReportState.DRAFT) for one in (part, other)]
    amended = with_role(tmp_path, plan_2020, part, AssignmentRole.LEAD)
    with transaction.atomic():
        load_fixtures(actor=None, paths=[amended])
        raised = at_once(*(impatient(draft) for draft in drafts))
    states = dict(ProgressReport.objects.values_list("pk", "state"))
    assert [states[draft.pk] for draft in drafts] == [ReportState.DRAFT, ReportState.SUBMITTED]
    assert [type(error) for error in raised] == [OperationalError]


def test_who_adjusts_a_wording_that_stays_as_it_is_waits_for_no_plan_that_is_loaded_anew(
    tmp_path: Path,
) -> None:
    agencies, plan_2020 = default_files()[0], default_files()[-2]
    load_fixtures(actor=None, paths=[agencies, plan_2020])
    reworded, other = Task.objects.order_by("pk")[:2]
    amended = with_text(tmp_path, plan_2020, reworded, "推进知识产权基础性法律研究。")
    office = make_user(Role.OFFICE)
    with transaction.atomic():
        load_fixtures(actor=None, paths=[amended])
        raised = at_once(*(adjusting(office, task) for task in (reworded, other)))
    assert [type(error) for error in raised] == [OperationalError]
    assert WordingChange.objects.get().task == other
    assert "新的表述" in TaskText.objects.get(task=other).folded
    assert "基础性法律研究" in TaskText.objects.get(task=reworded).folded


def test_of_a_load_and_one_who_dates_the_same_tasks_one_waits_for_the_other(tmp_path: Path) -> None:
    """The load says the last task otherwise and gives the first to others; who dates both has the first."""
    agencies, plan_2020 = default_files()[0], default_files()[-2]
    load_fixtures(actor=None, paths=[agencies, plan_2020])
    part = Assignment.objects.filter(role=AssignmentRole.PARTICIPATING).order_by("pk")[0]
    last = Task.objects.order_by("-pk")[0]
    reworded = with_text(tmp_path, plan_2020, last, "推进知识产权基础性法律研究。")
    amended = with_role(tmp_path, reworded, part, AssignmentRole.LEAD)
    office, due_on = make_user(Role.OFFICE), datetime.date(2020, 12, 31)

    with ThreadPoolExecutor() as others:
        with transaction.atomic():
            task_locked(part.task_id)
            loading = others.submit(loaded, amended)
            until_it_waits(loading)
            due_dates_set(actor=office, tasks=[part.task, last], due_on=due_on)
        loading.result()

    last.refresh_from_db()
    assert "基础性法律研究" in last.text
    now = Assignment.objects.current().get(task=part.task, agency=part.agency)
    assert now.role == AssignmentRole.LEAD
    assert DueDateChange.objects.filter(task__in=[part.task, last], due_on=due_on).count() == 2
    assert list(standings_wrong(day=timezone.localdate())) == []


def test_nothing_is_locked_where_a_plan_loaded_again_changes_nothing() -> None:
    paths = [default_files()[0], default_files()[-2]]
    load_fixtures(actor=None, paths=paths)
    with CaptureQueriesContext(connection) as queries:
        load_fixtures(actor=None, paths=paths)
    asked = [query["sql"] for query in queries]
    assert [sql for sql in asked if re.search(r"FOR (NO KEY )?UPDATE", sql)] == []
    assert [sql for sql in asked if re.match(r"INSERT|UPDATE|DELETE", sql)] == []


def loaded(fixture: Path) -> None:
    """Load it, on a connection of this thread's own."""
    try:
        load_fixtures(actor=None, paths=[fixture])
    finally:
        connection.close()


def until_it_waits(other: Future[None]) -> None:
    """Return when the other connection waits for what this transaction holds."""
    waiting = "SELECT 1 FROM pg_locks WHERE transactionid = pg_current_xact_id()::xid AND NOT granted"
    with connection.cursor() as cursor:
        while not other.done():
            cursor.execute(waiting)
            if cursor.fetchone():
                return
            time.sleep(0.05)
    raise AssertionError("it waited for nobody")


def impatient(draft: ProgressReport) -> Callable[[], object]:
    """Hand it in, and wait for nobody longer than three seconds."""
    return patiently(lambda: report_submit(actor=draft.created_by, report=draft))


def adjusting(office: User, task: Task) -> Callable[[], object]:
    """Change what the task says, as patiently."""
    text, number = "新的表述。", "国办发〔2021〕1号"
    return patiently(lambda: wording_change(actor=office, task=task, text=text, document_number=number))


def patiently(write: Callable[[], object]) -> Callable[[], object]:
    def tried() -> object:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '3s'")
        return write()

    return tried


def with_text(directory: Path, fixture: Path, task: Task, text: str) -> Path:
    """The fixture with another wording of that task."""
    amended = directory / fixture.name
    rows = json.loads(fixture.read_text("utf-8"))
    for row in rows:
        if row["model"] == "tasks.task" and row["fields"]["number"] == task.number:
            row["fields"]["text"] = text
    amended.write_text(json.dumps(rows, ensure_ascii=False), "utf-8")
    return amended


def with_role(directory: Path, fixture: Path, part: Assignment, role: AssignmentRole) -> Path:
    """The fixture with another role of that part."""
    amended = directory / fixture.name
    rows = json.loads(fixture.read_text("utf-8"))
    for row in rows:
        named = row["model"] == "tasks.assignment" and row["fields"]["task"] == ["2020", part.task.number]
        if named and row["fields"]["name_as_written"] == part.name_as_written:
            row["fields"]["role"] = role.value
    amended.write_text(json.dumps(rows, ensure_ascii=False), "utf-8")
    return amended
