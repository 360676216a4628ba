from __future__ import annotations

import datetime

import pytest
from django.test import Client

from agencies.enums import Role
from plans.enums import MarkedByDuty
from plans.models import Addressee, BasisDocument, LeadRuleReading
from tests.factories import (
    make_agency,
    make_document,
    make_plan,
    make_section,
    make_task,
    make_user,
    moment,
    print_at_end,
)
from tests.tasks.pages.reading import grow, queries_of, text_of

pytestmark = pytest.mark.django_db

TRACKED = datetime.date(2020, 1, 6)


def test_plans_come_newest_first_with_their_number_of_tasks(reader: Client) -> None:
    make_task(make_plan("2016", year=2016))
    make_plan("2020", year=2020, tracked_from=TRACKED)
    make_document("2015-opinions.txt")
    answer = reader.get("/plans/")
    assert [(plan.code, plan.task_count) for plan in answer.context["plans"]] == [("2020", 0), ("2016", 1)]
    assert [document.file_name for document in answer.context["documents"]] == ["2015-opinions.txt"]


def test_only_the_office_is_led_to_what_it_manages(client: Client) -> None:
    make_plan("2020")
    client.force_login(make_user(Role.VIEWER))
    assert "/plans/2020/manage/" not in text_of(client, "/plans/") + text_of(client, "/plans/2020/")
    client.force_login(make_user(Role.OFFICE))
    assert "/plans/2020/manage/" in text_of(client, "/plans/")
    assert "/plans/2020/manage/" in text_of(client, "/plans/2020/")


def test_a_plan_is_a_tree_of_its_sections_with_goals_and_remarks(reader: Client) -> None:
    plan = make_plan("2014")
    top = make_section(plan, "1", goal="完善制度。")
    under = make_section(plan, "1.1", parent=top)
    under.remark = "各地参照执行。"
    under.save()
    make_task(plan, 1, section=under)
    answer = reader.get("/plans/2014/")
    [branch] = answer.context["tree"]
    assert (branch.section, list(branch.tasks)) == (top, [])
    [below] = branch.branches
    assert (below.section, [task.number for task in below.tasks]) == (under, [1])
    assert "完善制度。" in answer.content.decode()
    assert "各地参照执行。" in answer.content.decode()


def test_a_plan_quotes_its_note_and_says_what_is_a_reading(reader: Client) -> None:
    plan = make_plan("2020", note="列第一位的部门为牵头部门。", reading_reason="说明未作例外。")
    page = text_of(reader, "/plans/2020/")
    assert "列第一位的部门为牵头部门。" in page
    assert "说明未作例外。" in page
    LeadRuleReading.objects.create(
        plan=plan,
        marked_by_duty_means=MarkedByDuty.FIRST_LISTED_LEADS,
        reason="经研究，列第一位者牵头。",
        decided_at=moment(TRACKED),
        decided_by=make_user(Role.OFFICE),
    )
    assert "经研究，列第一位者牵头。" in text_of(reader, "/plans/2020/")


def test_a_plan_says_whom_it_addresses_and_what_it_rests_on(reader: Client) -> None:
    plan = make_plan("2016")
    start, end = print_at_end(plan.document, "教育部")
    Addressee.objects.create(
        document=plan.document,
        position=1,
        name_as_written="教育部",
        agency=make_agency("教育部"),
        start=start,
        end=end,
    )
    cited = make_document("2015-opinions.txt")
    BasisDocument.objects.create(
        document=plan.document, position=1, title="若干意见", cited=cited, start=start, end=end
    )
    page = text_of(reader, "/plans/2016/")
    assert "教育部</a>" in page
    assert "/documents/2015-opinions.txt/" in page


def test_a_document_is_shown_whole_with_its_tasks_linked(reader: Client) -> None:
    plan = make_plan("2020")
    task = make_task(plan, 55, lead=make_agency("知识产权局"))
    answer = reader.get(f"/documents/{plan.document.file_name}/")
    shown = answer.context["passages"]
    assert "".join(piece.text for passage in shown for piece in passage.pieces) == plan.document.text
    assert f'id="task-{task.number}"' in answer.content.decode()
    assert "/tasks/2020-55/" in answer.content.decode()
    assert "light--" not in answer.content.decode(), "nothing is said where there is nothing to say"


def test_a_document_shows_beside_the_number_of_a_task_how_late_it_is(reader: Client) -> None:
    plan = make_plan("2020", tracked_from=TRACKED)
    make_task(plan, 55, lead=make_agency("知识产权局"), due_on=TRACKED)
    page = text_of(reader, f"/documents/{plan.document.file_name}/")
    assert page.index("№55") < page.index("light--red")


def test_a_document_lists_its_sections_before_its_text(reader: Client) -> None:
    plan = make_plan("2020")
    make_section(plan, "1.1", parent=make_section(plan, "1"))
    page = text_of(reader, f"/documents/{plan.document.file_name}/")
    contents = page.partition('<ol class="contents">')[2].partition("</ol>")[0]
    assert '<a href="#section-1" lang="zh-Hans">' in contents
    assert "#section-1.1" not in contents


@pytest.mark.parametrize("address", ["/plans/1999/", "/documents/none.txt/"])
def test_there_is_no_page_for_what_is_not(reader: Client, address: str) -> None:
    assert reader.get(address).status_code == 404


def test_queries_do_not_grow_with_the_rows(reader: Client) -> None:
    plan = make_plan("2020", tracked_from=TRACKED)
    addresses = ["/plans/", "/plans/2020/", f"/documents/{plan.document.file_name}/"]
    grow(plan, 1)
    assert [queries_of(reader, address) for address in addresses] == [5, 11, 9]
    grow(plan, 3)
    make_plan("2016")
    make_document()
    assert [queries_of(reader, address) for address in addresses] == [5, 11, 9]


@pytest.mark.parametrize("address", ["/plans/", "/plans/2020/", "/documents/2020.txt/"])
def test_they_ask_strangers_to_sign_in(client: Client, address: str) -> None:
    assert client.get(address).status_code == 302
