from __future__ import annotations

import datetime
import re

import pytest
from django.test import Client

from agencies.enums import Role
from agencies.models import Agency
from plans.enums import AssignmentBasis, AssignmentRole
from tasks.enums import LightColour, ReportState, Status
from tasks.models import Task
from tasks.summaries.task_sheet import TaskSheet
from tests.factories import (
    accept,
    confirm,
    make_agency,
    make_assignment,
    make_plan,
    make_report,
    make_task,
    make_user,
    moment,
    return_,
    set_due_date,
)
from tests.tasks.pages.reading import grow, queries_of, text_of

pytestmark = pytest.mark.django_db

TRACKED = datetime.date(2020, 1, 6)


@pytest.fixture
def agency() -> Agency:
    return make_agency("知识产权局")


@pytest.fixture
def task(agency: Agency) -> Task:
    plan = make_plan("2020", tracked_from=TRACKED, note="列第一位的部门为牵头部门。")
    make_task(plan, 54)
    task = make_task(
        plan, 55, text="加强专利审查能力建设。", lead=agency, participating=[make_agency("科技部")]
    )
    make_task(plan, 56)
    return task


def sheet(client: Client, address: str = "/tasks/2020-55/") -> TaskSheet:
    found = client.get(address).context["sheet"]
    assert isinstance(found, TaskSheet)
    return found


def as_reader(client: Client) -> Client:
    client.force_login(make_user(Role.VIEWER))
    return client


@pytest.mark.parametrize("address", ["/tasks/2020-99/", "/tasks/2016-55/", "/tasks/nonsense/"])
def test_there_is_no_page_for_a_task_that_is_not(client: Client, task: Task, address: str) -> None:
    assert as_reader(client).get(address).status_code == 404


def test_it_shows_where_the_task_is_printed(client: Client, task: Task) -> None:
    source = sheet(as_reader(client)).source
    marked = {passage.owner: passage.pieces[0].text for passage in source if passage.owner}
    assert marked == {"text": "加强专利审查能力建设。", "bracket": "（知识产权局、科技部负责）"}
    around = "".join(piece.text for passage in source for piece in passage.pieces)
    assert "推进第54项工作。" in around
    assert "推进第56项工作。" in around


def test_it_shows_what_is_misprinted(client: Client, agency: Agency) -> None:
    plan = make_plan("2020")
    task = make_task(plan, 34, text="重要行业and重点领域。", lead=agency)
    plan.document.errata = [
        {"line": 1, "offset": task.start + 4, "printed": "and", "corrected": "和", "why": "英文。"}
    ]
    plan.document.save()
    page = text_of(as_reader(client), "/tasks/2020-34/")
    assert re.search(r'<abbr [^>]*title="更正为：和[^"]*">and</abbr>', page)


def test_a_role_is_shown_with_its_basis(client: Client, task: Task, agency: Agency) -> None:
    make_assignment(task, make_agency("教育部"), AssignmentRole.PARTICIPATING, basis=AssignmentBasis.EXPLICIT)
    shown = sheet(as_reader(client)).holdings
    assert [(row.assignment.agency.name, row.assignment.role) for row in shown] == [
        ("知识产权局", "lead"),
        ("科技部", "participating"),
        ("教育部", "participating"),
    ]
    assert shown[0].why == "列第一位的部门为牵头部门。"
    assert shown[2].why != shown[0].why


def test_a_reading_gives_its_reason(client: Client, agency: Agency) -> None:
    plan = make_plan("2020", note="说明。", reading_reason="理解为列第一位者牵头。")
    task = make_task(plan, 55)
    make_assignment(task, agency, basis=AssignmentBasis.READING)
    assert sheet(as_reader(client)).holdings[0].why == "理解为列第一位者牵头。"


def test_the_light_comes_with_its_reasons_and_due_dates_with_their_history(
    client: Client, task: Task
) -> None:
    set_due_date(task, datetime.date(2020, 3, 1), moment(datetime.date(2020, 1, 7)))
    set_due_date(task, datetime.date(2020, 5, 1), moment(datetime.date(2020, 2, 7)))
    shown = sheet(as_reader(client), "/tasks/2020-55/?as_of=2020-06-15")
    assert shown.light.colour == LightColour.RED
    assert "45" in str(shown.light.reasons[0])
    assert [change.due_on.month for change in shown.dates.due.changes if change.due_on] == [5, 3]


def test_readers_see_what_is_confirmed_and_nothing_else(client: Client, task: Task, agency: Agency) -> None:
    return_(make_report(task, agency, progress="第一稿", problem="缺经费"), reason="请补充")
    confirm(make_report(task, agency, progress="第二稿", problem="仍缺经费"))
    make_report(task, agency, ReportState.DRAFT, progress="第三稿")
    page = text_of(as_reader(client), "/tasks/2020-55/")
    assert "第二稿" in page
    for hidden in ("第一稿", "第三稿", "请补充", "缺经费"):
        assert hidden not in page


@pytest.mark.parametrize("role", [Role.OFFICE, Role.STAFF])
def test_the_agency_and_the_office_see_all_of_it(
    client: Client, task: Task, agency: Agency, role: Role
) -> None:
    return_(make_report(task, agency, progress="第一稿", problem="缺经费"), reason="请补充")
    client.force_login(make_user(role, agency if role == Role.STAFF else None))
    page = text_of(client, "/tasks/2020-55/")
    for shown in ("第一稿", "请补充", "缺经费"):
        assert shown in page


def test_the_lead_sees_a_share_and_its_problem_and_other_participants_do_not(
    client: Client, task: Task, agency: Agency
) -> None:
    partner = make_agency("科技部")
    accept(make_report(task, partner, progress="参与稿", problem="缺人手"))
    client.force_login(make_user(Role.STAFF, agency))
    assert "缺人手" in text_of(client, "/tasks/2020-55/")
    other = make_agency("教育部")
    make_assignment(task, other, AssignmentRole.PARTICIPATING)
    client.force_login(make_user(Role.STAFF, other))
    assert "参与稿" not in text_of(client, "/tasks/2020-55/")


def test_a_later_report_shows_what_it_changed(client: Client, task: Task, agency: Agency) -> None:
    confirm(make_report(task, agency, progress="完成调研，形成初稿。"))
    confirm(make_report(task, agency, progress="完成调研，印发文件。"))
    page = text_of(as_reader(client), "/tasks/2020-55/")
    assert "<del>形成初稿。</del>" in page
    assert "<ins>印发文件。</ins>" in page


def test_staff_can_report_and_the_office_can_review(client: Client, task: Task, agency: Agency) -> None:
    client.force_login(make_user(Role.STAFF, agency))
    assert [part.agency.name for part in sheet(client).may_report] == ["知识产权局"]
    report = make_report(task, agency)
    client.force_login(make_user(Role.OFFICE))
    assert sheet(client).may_report == []
    assert sheet(client).may_decide == [report]
    assert sheet(as_reader(client)).may_decide == []


def test_an_agency_s_own_status_stands_beside_it(client: Client, task: Task, agency: Agency) -> None:
    confirm(make_report(task, agency, status=Status.IN_PROGRESS, percent=40))
    lead = sheet(as_reader(client)).holdings[0].assignment
    assert (getattr(lead, "own_status", None), getattr(lead, "own_percent", None)) == ("in_progress", 40)


def test_its_queries_do_not_grow_with_its_rows(client: Client, task: Task, agency: Agency) -> None:
    client.force_login(make_user(Role.OFFICE))
    for _ in range(2):
        confirm(make_report(task, agency))
    set_due_date(task, TRACKED)
    counts = {queries_of(client, "/tasks/2020-55/")}
    for name in ("教育部", "财政部"):
        partner = make_agency(name)
        make_assignment(task, partner, AssignmentRole.PARTICIPATING, basis=AssignmentBasis.OFFICE)
        return_(make_report(task, partner))
        accept(make_report(task, partner))
        set_due_date(task, TRACKED)
    grow(task.plan, 5)
    counts.add(queries_of(client, "/tasks/2020-55/"))
    assert counts == {22}


def test_why_an_agency_leads_is_said_to_be_chinese_only_where_it_is(reader: Client) -> None:
    reader.cookies["django_language"] = "en"
    task = make_task()
    make_assignment(task, make_agency("知识产权局"), basis=AssignmentBasis.EXPLICIT)

    page = reader.get(f"/tasks/{task.reference}/").content.decode()

    assert '<p class="small">The bracket says so.</p>' in page
