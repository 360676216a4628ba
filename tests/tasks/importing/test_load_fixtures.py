"""Loading plans again: official text follows the documents, what people did stays."""

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from agencies.enums import Role
from agencies.models import Agency, AuditEntry
from plans.enums import AssignmentRole, MarkedByDuty
from plans.models import Plan, Provision, Section
from plans.services import tracking_open
from tasks.enums import DerivedStatus, ReportState, Status
from tasks.importing import ChangeKind, LoadRefused, load_fixtures
from tasks.management.commands.load_plans import default_files
from tasks.models import Assignment, ProgressReport, Task
from tasks.services.assignments import Grant, agencies_assign, assignment_end
from tasks.services.due_dates import due_dates_set
from tasks.services.readings import reading_change
from tasks.services.report_content import ReportContent
from tasks.services.reports import report_draft, report_submit
from tasks.services.reviews import report_confirm
from tasks.services.wordings import wording_change
from tests.factories import make_milestone, make_report, make_request, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

DUE = datetime.date(2020, 12, 31)
AGENCIES, PLAN_2020 = default_files()[0], default_files()[-2]

Amend = Callable[[Callable[[dict[str, Any]], bool]], Path]


@pytest.fixture
def loaded() -> None:
    load_fixtures(actor=None, paths=[AGENCIES, PLAN_2020])


@pytest.fixture
def amend(tmp_path: Path) -> Amend:
    """A copy of the 2020 fixture: each row goes through a function that may change it or drop it (False)."""

    def make(change: Callable[[dict[str, Any]], bool]) -> Path:
        rows = json.loads(PLAN_2020.read_text("utf-8"))
        path = tmp_path / PLAN_2020.name
        path.write_text(json.dumps([row for row in rows if change(row)], ensure_ascii=False), "utf-8")
        return path

    return make


def task(number: int) -> Task:
    return Task.objects.select_related("plan").get(plan__code="2020", number=number)


def is_task(row: dict[str, Any], number: int) -> bool:
    return bool(row["model"] == "tasks.task" and row["fields"]["number"] == number)


def given(number: int) -> list[tuple[str, str]]:
    rows = Assignment.objects.current().filter(task__plan__code="2020", task__number=number)
    return list(rows.order_by("position", "pk").values_list("name_as_written", "role"))


def test_an_empty_database_gets_everything_and_one_entry_a_file() -> None:
    load_fixtures(actor=None, paths=default_files())
    counts = {plan.code: plan.tasks.count() for plan in Plan.objects.all()}
    assert counts == {"2014": 79, "2016": 99, "66": 106, "2020": 100}
    assert Assignment.objects.count() == 261 + 459 + 194
    assert Provision.objects.filter(section__document__file_name="2015-opinions.txt").exists()
    assert AuditEntry.objects.filter(action="plan.load").count() == len(default_files())


def test_loading_the_same_again_changes_and_records_nothing(loaded: None) -> None:
    entries = AuditEntry.objects.count()
    changes = load_fixtures(actor=None, paths=[AGENCIES, PLAN_2020])
    assert all(found == [] for found in changes.values())
    assert AuditEntry.objects.count() == entries


def test_loading_again_after_loaddata_changes_nothing() -> None:
    call_command("loaddata", AGENCIES, PLAN_2020, verbosity=0)
    assert load_fixtures(actor=None, paths=[AGENCIES, PLAN_2020])[PLAN_2020.name] == []


def test_what_people_reported_and_the_office_decided_survives_an_amended_fixture(
    loaded: None, amend: Amend
) -> None:
    office = make_user(Role.OFFICE)
    cnipa = Agency.objects.get(name="知识产权局")
    plan = Plan.objects.get(code="2020")
    tracking_open(actor=office, plan=plan, tracked_from=datetime.date(2020, 6, 1))
    due_dates_set(actor=office, tasks=[task(55)], due_on=DUE)
    staff = make_user(Role.STAFF, cnipa)
    content = ReportContent(status=Status.IN_PROGRESS, percent=40, progress="推进审查。")
    report = report_draft(actor=staff, task=task(55), agency=cnipa, content=content)
    report_submit(actor=staff, report=report)
    report_confirm(actor=office, report=report)
    other = Agency.objects.get(name="科技部")
    agencies_assign(
        actor=office, tasks=[task(55)], grants=[Grant(other, AssignmentRole.PARTICIPATING)], reason="增补"
    )
    ended = Assignment.objects.get(task=task(3), agency=other)
    assignment_end(actor=office, assignment=ended, reason="分工调整")
    reports = list(ProgressReport.objects.values())

    def change(row: dict[str, Any]) -> bool:
        if is_task(row, 55):
            row["fields"]["text"] = "修订后的任务表述。"
        return not is_task(row, 100) and row["fields"].get("task") != ["2020", 100]

    changes = load_fixtures(actor=office, paths=[amend(change)])[PLAN_2020.name]

    assert task(55).text == "修订后的任务表述。"
    assert not Task.objects.filter(plan=plan, number=100).exists()
    assert list(ProgressReport.objects.values()) == reports
    state = Task.objects.with_state(datetime.date(2030, 1, 1)).get(pk=task(55).pk)
    assert (state.status, state.percent, state.due_on) == (DerivedStatus.IN_PROGRESS, 40, DUE)
    assert given(55) == [("知识产权局", "lead"), ("科技部", "participating")]
    assert ("科技部", "participating") not in given(3)
    assert {change.key for change in changes if change.kind == ChangeKind.KEPT} == {
        "2020-3 科技部 participating"
    }
    entry = AuditEntry.objects.filter(action="plan.load", actor=office).get()
    assert any(row["after"].get("text") == "修订后的任务表述。" for row in entry.after["changed"])


def test_a_changed_bracket_closes_the_old_part_and_adds_the_new(loaded: None, amend: Amend) -> None:
    def change(row: dict[str, Any]) -> bool:
        if row["model"] == "tasks.assignment" and row["fields"]["task"] == ["2020", 4]:
            swapped = {"lead": "participating", "participating": "lead"}
            row["fields"]["role"] = swapped[row["fields"]["role"]]
        return True

    before = given(4)
    load_fixtures(actor=None, paths=[amend(change)])
    assert before == [("知识产权局", "lead"), ("教育部", "participating")]
    assert given(4) == [("知识产权局", "participating"), ("教育部", "lead")]
    closed = Assignment.objects.filter(task=task(4), in_force_until__isnull=False)
    assert [(row.role, row.ended_by) for row in closed.order_by("position")] == [
        ("lead", None),
        ("participating", None),
    ]


def test_the_offices_reading_holds_when_the_plan_is_loaded_again(loaded: None) -> None:
    office = make_user(Role.OFFICE)
    plan = Plan.objects.get(code="2020")
    reading_change(actor=office, plan=plan, marked_by_duty_means=MarkedByDuty.BY_DUTY, reason="经商各部门")
    before = given(2)
    assert {role for _name, role in before} == {"by_duty"}
    assert load_fixtures(actor=None, paths=[PLAN_2020])[PLAN_2020.name] == []
    assert given(2) == before


def test_a_task_that_people_worked_on_is_not_removed_and_nothing_else_changes(
    loaded: None, amend: Amend
) -> None:
    due_dates_set(actor=make_user(Role.OFFICE), tasks=[task(100)], due_on=DUE)
    entries = AuditEntry.objects.count()

    def change(row: dict[str, Any]) -> bool:
        if is_task(row, 1):
            row["fields"]["text"] = "不应留下的修改。"
        return not is_task(row, 100) and row["fields"].get("task") != ["2020", 100]

    with pytest.raises(LoadRefused, match="2020-100"):
        load_fixtures(actor=None, paths=[amend(change)])
    assert task(1).text != "不应留下的修改。"
    assert AuditEntry.objects.count() == entries


def dates_of(number: int) -> list[list[dict[str, object]]]:
    """Everything that was decided or asked about the dates and the wording of a task."""
    one = task(number)
    rows = (one.due_date_changes, one.milestones, one.extension_requests, one.wording_changes)
    return [[dict(row) for row in found.order_by("pk").values()] for found in rows]


def test_milestones_requests_and_wordings_survive_an_amended_fixture(loaded: None, amend: Amend) -> None:
    cnipa = Agency.objects.get(name="知识产权局")
    due_dates_set(actor=make_user(Role.OFFICE), tasks=[task(55)], due_on=DUE)
    make_milestone(task(55), "完成调研", due_on=DUE)
    make_request(task(55), cnipa, DUE, DUE + datetime.timedelta(days=30))
    wording_change(actor=make_user(Role.OFFICE), task=task(55), text="修订后的表述。", document_number="9号")
    before = dates_of(55)

    def change(row: dict[str, Any]) -> bool:
        if is_task(row, 55):
            row["fields"]["text"] = "改正后的原文。"
        return True

    load_fixtures(actor=None, paths=[amend(change)])
    assert task(55).text == "改正后的原文。"
    assert dates_of(55) == before
    assert [len(rows) for rows in before] == [2, 1, 1, 1]


@pytest.mark.parametrize("what", ["milestone", "wording"])
def test_a_task_with_a_milestone_or_an_adjusted_wording_is_not_removed(
    loaded: None, amend: Amend, what: str
) -> None:
    if what == "milestone":
        make_milestone(task(100))
    else:
        office = make_user(Role.OFFICE)
        wording_change(actor=office, task=task(100), text="修订后的表述。", document_number="9号")

    def change(row: dict[str, Any]) -> bool:
        return not is_task(row, 100) and row["fields"].get("task") != ["2020", 100]

    with pytest.raises(LoadRefused, match="2020-100"):
        load_fixtures(actor=None, paths=[amend(change)])


def test_a_section_that_moved_takes_its_tasks_along(loaded: None, amend: Amend) -> None:
    def change(row: dict[str, Any]) -> bool:
        fields = row["fields"]
        if row["model"] == "plans.section" and fields["path"] == "1.2":
            return False
        if row["model"] == "tasks.task" and fields["section"][1] == "1.2":
            fields["section"] = [fields["section"][0], "1.1"]
        return True

    load_fixtures(actor=None, paths=[amend(change)])
    assert not Section.objects.filter(document__file_name="2020-annual-plan.txt", path="1.2").exists()
    assert task(13).section.path == "1.1"


@pytest.mark.parametrize(
    "content", ["not json", "{}", "[]", '[{"model": "agencies.user", "fields": {"username": "x"}}]', "[1]"]
)
def test_it_refuses_what_is_not_a_fixture(content: str, tmp_path: Path) -> None:
    path = tmp_path / "plan-x.json"
    path.write_text(content, "utf-8")
    with pytest.raises(LoadRefused, match=r"plan-x\.json"):
        load_fixtures(actor=None, paths=[path])


def test_it_refuses_a_reference_to_nothing_and_loads_nothing(loaded: None, amend: Amend) -> None:
    def change(row: dict[str, Any]) -> bool:
        if is_task(row, 1):
            row["fields"]["text"] = "不应留下的修改。"
        if row["model"] == "tasks.assignment" and row["fields"]["task"] == ["2020", 4]:
            row["fields"]["agency"] = ["不存在的部门"]
        return True

    with pytest.raises(LoadRefused, match="不存在的部门"):
        load_fixtures(actor=None, paths=[amend(change)])
    assert task(1).text != "不应留下的修改。"


def test_a_dry_run_shows_the_difference_and_changes_nothing(
    loaded: None, amend: Amend, capsys: pytest.CaptureFixture[str]
) -> None:
    def change(row: dict[str, Any]) -> bool:
        if is_task(row, 1):
            row["fields"]["text"] = "修订后的任务表述。"
        return True

    call_command("load_plans", str(amend(change)), dry_run=True)
    shown = capsys.readouterr().out
    assert "~ tasks.task 2020-1" in shown
    assert "修订后的任务表述。" in shown
    assert task(1).text != "修订后的任务表述。"


def test_only_the_office_loads(loaded: None) -> None:
    with pytest.raises(PermissionDenied):
        load_fixtures(actor=make_user(Role.STAFF), paths=[PLAN_2020])
    with pytest.raises(CommandError, match="nobody"):
        call_command("load_plans", user="nobody")


def test_a_report_under_way_goes_on_in_the_role_that_the_document_gives_now(
    loaded: None, amend: Amend
) -> None:
    part = Assignment.objects.filter(role=AssignmentRole.PARTICIPATING).order_by("pk")[0]
    waiting = make_report(part.task, part.agency)

    def promote(row: dict[str, Any]) -> bool:
        of_task = row["model"] == "tasks.assignment" and row["fields"]["task"] == ["2020", part.task.number]
        if of_task and row["fields"]["name_as_written"] == part.name_as_written:
            row["fields"]["role"] = AssignmentRole.LEAD.value
        return True

    load_fixtures(actor=None, paths=[amend(promote)])
    waiting.refresh_from_db()
    assert (waiting.role, waiting.state) == (AssignmentRole.LEAD, ReportState.SUBMITTED)
