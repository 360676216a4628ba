"""What can be found is kept by whatever writes it."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import connection

from agencies.enums import Role
from agencies.models import Agency, AgencyAlias, AgencyText, User
from agencies.search import Words
from agencies.services.facts import fact_remove, fact_save
from tasks.enums import ReportState, Status
from tasks.models import ProgressReport, ReportText, Task
from tasks.search import rebuild
from tasks.search.keeping import words_of_task
from tasks.services.report_content import ReportContent
from tasks.services.reports import report_discard, report_draft, report_submit, report_withdraw
from tasks.services.reviews import report_confirm, report_return
from tasks.services.wordings import wording_change
from tests.factories import make_agency, make_plan, make_report, make_task, make_user
from tests.tasks.search.finding import found

pytestmark = pytest.mark.django_db

NOTHING = {"agencies": 0, "tasks": 0, "reports": 0}


@pytest.fixture
def agency() -> Agency:
    return make_agency("知识产权局")


@pytest.fixture
def staff(agency: Agency) -> User:
    return make_user(Role.STAFF, agency)


@pytest.fixture
def administrator() -> User:
    return make_user(Role.OFFICE, is_superuser=True)


def reports(word: str) -> set[int]:
    return set(ReportText.objects.containing([word]).values_list("pk", flat=True))


def agencies(word: str) -> set[str]:
    return set(AgencyText.objects.containing([word]).values_list("agency__name", flat=True))


def working(progress: str) -> ReportContent:
    return ReportContent(status=Status.IN_PROGRESS, percent=10, progress=progress)


def test_an_adjusted_task_is_found_by_what_it_says_and_by_what_was_printed(office: User) -> None:
    task = make_task(make_plan("2020"), 1, text="推进专利工作。")
    for text in ("推进商标工作。", "推进版权工作。"):
        wording_change(actor=office, task=task, text=text, document_number="1号")
    assert found("版权") == found("专利") == {"2020-1"}
    assert found("商标") == set()


def test_a_report_is_found_by_what_it_says_now_and_never_by_its_problem(agency: Agency, staff: User) -> None:
    task = make_task(lead=agency)
    content = ReportContent(Status.IN_PROGRESS, 10, "开展调研", "形成报告", "缺少经费", "印发文件")
    draft = report_draft(actor=staff, task=task, agency=agency, content=content)
    assert reports("调研") == reports("报告") == reports("印发") == {draft.pk}
    assert reports("经费") == set()
    report_draft(actor=staff, task=task, agency=agency, content=working("组织座谈"), report=draft)
    assert (reports("座谈"), reports("调研")) == ({draft.pk}, set())
    report_discard(actor=staff, report=draft)
    assert reports("座谈") == set()


def test_an_agency_is_found_by_the_names_it_has_now(administrator: User, agency: Agency) -> None:
    other = make_agency("商务部")
    alias = AgencyAlias(agency=other, name="国知局", source="test")
    fact_save(actor=administrator, fact=alias)
    assert agencies("国知局") == {"商务部"}
    alias.agency = agency
    fact_save(actor=administrator, fact=alias)
    assert agencies("国知局") == agencies("gzj") == {"知识产权局"}
    fact_remove(actor=administrator, fact=alias)
    assert agencies("国知局") == set()
    agency.full_name = "国家知识产权局"
    fact_save(actor=administrator, fact=agency)
    assert agencies("gjzscqj") == {"知识产权局"}


def test_what_came_past_the_services_is_found_after_a_rebuild(capsys: pytest.CaptureFixture[str]) -> None:
    task = make_task(make_plan("2020"), 1, text="推进专利工作。", lead=make_agency())
    make_report(task, make_agency("商务部"))
    assert found("专利") == set()
    call_command("rebuild_search")
    assert found("专利") == {"2020-1"}
    assert "2 个部门、1 项任务、1 份进展填报" in capsys.readouterr().out
    assert rebuild() == NOTHING


def test_a_rebuild_that_was_ended_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = make_plan("2020")
    for number in (1, 2, 3):
        make_task(plan, number, text=f"推进第{number}项专利。")
    said = words_of_task

    def ended(task: Task) -> Words:
        if task.number == 3:
            raise KeyboardInterrupt
        return said(task)

    monkeypatch.setattr("agencies.search.BATCH", 1)
    with monkeypatch.context() as until_then:
        until_then.setattr("tasks.search.keeping.words_of_task", ended)
        with pytest.raises(KeyboardInterrupt):
            rebuild()
    assert found("专利") == {"2020-1", "2020-2"}
    assert rebuild() == {**NOTHING, "tasks": 1}
    assert found("专利") == {"2020-1", "2020-2", "2020-3"}


class History:
    """Some tasks of two agencies, and what people do to them at random."""

    def __init__(self, source: random.Random, office: User, administrator: User) -> None:
        self.source, self.office, self.administrator = source, office, administrator
        plan = make_plan()
        self.agencies = [make_agency("知识产权局"), make_agency("海关总署")]
        self.staff = {agency.pk: make_user(Role.STAFF, agency) for agency in self.agencies}
        self.tasks = [make_task(plan, lead=agency, text=self.text()) for agency in self.agencies * 2]
        rebuild()

    def text(self) -> str:
        return (
            "".join(self.source.choices("知识产权局专利商标，。 ＡbC１2\n", k=self.source.randint(1, 12)))
            + "一"
        )

    def step(self) -> None:
        steps: list[Callable[[], None]] = [self.reword, self.draft, self.move_on, self.rename, self.alias]
        self.source.choice(steps)()

    def reword(self) -> None:
        task = self.source.choice(self.tasks)
        wording_change(actor=self.office, task=task, text=self.text() + "改", document_number=self.text())

    def draft(self) -> None:
        task = self.source.choice(self.tasks)
        agency = task.assignments.get().agency
        under_way = ProgressReport.objects.open().filter(task=task).first()
        if under_way is None or under_way.state == ReportState.DRAFT:
            report_draft(
                actor=self.staff[agency.pk],
                task=task,
                agency=agency,
                content=working(self.text()),
                report=under_way,
            )

    def move_on(self) -> None:
        under_way = list(ProgressReport.objects.open().order_by("pk"))
        if not under_way:
            return
        report = self.source.choice(under_way)
        staff = self.staff[report.agency_id]
        if report.state == ReportState.DRAFT:
            if self.source.random() < 0.2:
                report_discard(actor=staff, report=report)
            else:
                report_submit(actor=staff, report=report)
        elif self.source.random() < 0.3:
            report_withdraw(actor=staff, report=report)
        elif self.source.random() < 0.5:
            report_return(actor=self.office, report=report, reason="请补充。")
        else:
            report_confirm(actor=self.office, report=report)

    def rename(self) -> None:
        agency = self.source.choice(self.agencies)
        agency.full_name = self.text()
        fact_save(actor=self.administrator, fact=agency)

    def alias(self) -> None:
        there = AgencyAlias.objects.first()
        if there and self.source.random() < 0.5:
            fact_remove(actor=self.administrator, fact=there)
        else:
            name = f"{self.text()}{AgencyAlias.objects.count()}"
            fact = AgencyAlias(agency=self.source.choice(self.agencies), name=name.strip(), source="test")
            if not AgencyAlias.objects.filter(name=fact.name).exists():
                fact_save(actor=self.administrator, fact=fact)


@pytest.mark.parametrize("seed", range(3))
def test_after_any_history_a_rebuild_changes_nothing(seed: int, office: User, administrator: User) -> None:
    history = History(random.Random(seed), office, administrator)  # noqa: S311 - plays people
    for _step in range(40):
        history.step()
    assert rebuild() == NOTHING
    assert Task.objects.count() == len(history.tasks)


def test_the_index_on_sqlite_says_what_the_column_says(office: User, administrator: User) -> None:
    history = History(random.Random(7), office, administrator)  # noqa: S311 - plays people
    for _step in range(40):
        history.step()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for table in ("agencies_agencytext", "tasks_tasktext", "tasks_reporttext"):
                # Raises DatabaseError where they differ.
                cursor.execute(
                    f"INSERT INTO {table}_grams ({table}_grams, rank) VALUES ('integrity-check', 1)"  # noqa: S608
                )
    for text in ReportText.objects.all():
        for word in text.folded.split():
            assert text.pk in reports(word)
