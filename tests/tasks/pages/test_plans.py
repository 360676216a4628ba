from __future__ import annotations

import datetime
import re

import pytest
from django.test import Client

from agencies.enums import Role
from plans.enums import MarkedByDuty
from plans.models import Addressee, BasisDocument, LeadRuleReading
from tasks.enums import LightColour
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
from tests.tasks.pages.reading import grow, passages_of, queries_of, text_of

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
    shown = passages_of(answer.context["chapters"])
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


def folded(page: str) -> list[tuple[str, bool]]:
    """The sections of a page that fold up, and whether they are unfolded."""
    found = re.findall(r'<details class="(?:fold|panel)"( open)?.*? id="section-([\d.]+)"', page, re.DOTALL)
    return [(path, bool(unfolded)) for unfolded, path in found]


@pytest.mark.parametrize("address", ["/plans/2020/", "/documents/2020.txt/"])
def test_sections_are_folded_up_but_the_first_and_say_how_many_tasks_are_in_them(
    reader: Client, address: str
) -> None:
    plan = make_plan("2020")
    for path in ("1", "2", "3"):
        make_task(plan, section=make_section(plan, path))
    make_task(plan, section=make_section(plan, "3.1", parent=make_section(plan, "3")))
    assert folded(text_of(reader, address)) == [("1", True), ("2", False), ("3", False)]
    assert folded(text_of(reader, f"{address}?unfolded=1")) == [("1", True), ("2", True), ("3", True)]
    counted = re.findall(r">(\d+) 项任务</?s", text_of(reader, address))
    assert counted == ["1", "1", "2"]


def test_a_section_of_a_plan_says_how_many_of_its_tasks_are_late(reader: Client) -> None:
    plan = make_plan("2020", tracked_from=TRACKED)
    make_task(plan, 1, lead=make_agency(), due_on=TRACKED)
    make_task(plan, 2)
    answer = reader.get("/plans/2020/")
    assert answer.context["tree"][0].lights == [(LightColour.RED, 1)]
    page = answer.content.decode()
    assert "section=" in page
    assert "light=red" in page


def test_an_erratum_leads_to_its_place_in_the_text(reader: Client) -> None:
    plan = make_plan("2020")
    task = make_task(
        plan, 34, text="培育重要行业and重点领域。", section=make_section(plan, title="创造and运用")
    )
    plan.document.refresh_from_db()
    places = [plan.document.text.index("and"), plan.document.text.index("and", task.start)]
    plan.document.errata = [
        {"line": 1, "offset": place, "printed": "and", "corrected": "和", "why": "英文。"} for place in places
    ]
    plan.document.save()
    page = text_of(reader, f"/documents/{plan.document.file_name}/")
    for place in places:
        assert f'href="#erratum-{place}"' in page
        assert page.count(f'<abbr id="erratum-{place}"') == 1


def test_what_is_not_known_of_a_plan_is_said_in_words(reader: Client) -> None:
    make_plan("2020")
    for address in ("/plans/", "/plans/2020/"):
        assert text_of(reader, address).count("未载明") >= 2


@pytest.mark.parametrize("inside", [False, True])
def test_the_note_on_who_leads_stands_marked_in_the_document_with_how_it_is_read(
    reader: Client, *, inside: bool
) -> None:
    plan = make_plan("2020", note="列第一位者为牵头部门，下同", reading_reason="说明未作例外。")
    task = make_task(plan, 2)
    start, end = print_at_end(plan.document, f"（商务部负责。{plan.note}）" if inside else plan.note)
    if inside:
        task.assignment_start, task.assignment_end = start, end
        task.save()
        start += len("（商务部负责。")
    plan.note_start, plan.note_end = start, start + len(plan.note)
    plan.save()
    answer = reader.get(f"/documents/{plan.document.file_name}/")
    shown = passages_of(answer.context["chapters"])
    assert "".join(piece.text for passage in shown for piece in passage.pieces) == plan.document.text
    page = answer.content.decode()
    marked = page.partition('id="note"')[2]
    assert marked.partition("<")[0].endswith(f">{plan.note}")
    assert "列第一位的部门牵头，其余参与" in marked
    assert "各部门按职责分别负责，无牵头部门" in marked
    assert '/plans/2020/#rule">解读理由' in marked
    assert (page.index('id="note"') > page.index("</details>", page.index('id="task-2"'))) is not inside
    assert f"/documents/{plan.document.file_name}/#note" in text_of(reader, "/plans/2020/")


def test_a_note_of_which_no_place_is_known_leads_to_its_document(reader: Client) -> None:
    plan = make_plan("2020", note="列第一位者为牵头部门，下同")
    page = text_of(reader, "/plans/2020/")
    assert f'/documents/{plan.document.file_name}/">' in page
    assert "#note" not in page


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
