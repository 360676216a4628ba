"""The page that finds things, and what whom it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from agencies.enums import Role
from tasks.enums import ReportState
from tasks.search import hits, rebuild
from tests.factories import confirm, make_agency, make_plan, make_report, make_task, make_user
from tests.tasks.pages.reading import HTMX, as_user, in_place, queries_of, text_of

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client: Client) -> Client:
    client.force_login(make_user(Role.VIEWER))
    return client


def test_a_reference_typed_alone_leads_to_its_task(reader: Client) -> None:
    make_task(make_plan("2020"), 55)
    for query in ("2020-55", "２０２０－５５"):
        answer = reader.get("/search/", {"q": query})
        assert (answer.status_code, answer.headers["Location"]) == (302, "/tasks/2020-55/")
    assert reader.get("/search/", {"q": "2020-56"}).status_code == 200


def test_a_number_as_plans_print_it_finds_the_tasks_of_that_number(reader: Client) -> None:
    for plan in (make_plan("2016"), make_plan("2020")):
        make_task(plan, 5)
        make_task(plan, 55)
    rebuild()
    for query in ("№55", "№５５", "No. 55"):
        page = text_of(reader, f"/search/?q={query}")
        assert [name for name in ("2016-5<", "2016-55<", "2020-5<", "2020-55<") if name in page] == [
            "2016-55<",
            "2020-55<",
        ]
    assert "2016-55<" not in text_of(reader, "/search/?q=№55&plan=2020")


def test_hits_are_grouped_and_marked_and_nothing_written_is_markup(reader: Client) -> None:
    agency = make_agency("知识产权局")
    make_task(make_plan("2020"), 1, text="推进<b>专利</b>工作。", lead=agency)
    rebuild()
    page = text_of(reader, "/search/?q=专利")
    assert "推进&lt;b&gt;<mark>专利</mark>&lt;/b&gt;工作。" in page
    assert "<mark>知识产权局</mark>" in text_of(reader, "/search/?q=zscqj")
    assert "<script>" not in text_of(reader, "/search/?q=<script>")


def test_an_outsider_finds_no_report_before_it_is_confirmed() -> None:
    agency = make_agency("知识产权局")
    report = make_report(make_task(lead=agency), agency, ReportState.SUBMITTED, progress="秘密磋商已经开始。")
    rebuild()
    people = [make_user(Role.VIEWER), make_user(Role.STAFF, make_agency("商务部"))]
    for person in people:
        assert "<mark>" not in text_of(as_user(person), "/search/?q=磋商")
    for person in (make_user(Role.STAFF, agency), make_user(Role.OFFICE)):
        assert "<mark>磋商</mark>" in text_of(as_user(person), "/search/?q=磋商")
    confirm(report)
    for person in people:
        assert "<mark>磋商</mark>" in text_of(as_user(person), "/search/?q=磋商")


def test_one_plan_and_one_kind_can_be_asked_for_in_pages(reader: Client) -> None:
    plan = make_plan("2020")
    for number in range(1, 22):
        make_task(plan, number, text="推进专利。")
    make_task(make_plan("2016"), 1, text="推进专利。")
    rebuild()
    assert text_of(reader, "/search/?q=专利").count("<mark>") == 5
    assert text_of(reader, "/search/?q=专利&plan=2020&kind=task&page=2").count("<mark>") == 1
    assert text_of(reader, "/search/?q=专利&plan=2016").count("<mark>") == 1


@pytest.mark.parametrize(
    "address", ["/search/", "/search/?q=", "/search/?q=。", "/search/?q=%00", "/search/?kind=x"]
)
def test_where_nothing_is_found_it_says_what_to_look_for(reader: Client, address: str) -> None:
    assert "zscqj" in text_of(reader, address) or "2020-55" in text_of(reader, address)


def test_its_queries_do_not_grow_with_its_hits(reader: Client) -> None:
    plan, agency = make_plan("2020"), make_agency("专利局")
    for _time in range(2):
        for _row in range(2):
            task = make_task(plan, text="推进专利。", lead=agency)
            confirm(make_report(task, agency, progress="专利。"))
        rebuild()
        assert queries_of(reader, "/search/?q=专利") == 12


def test_of_what_stands_everywhere_the_newest_are_shown(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = make_plan("2020")
    for number in range(1, 5):
        make_task(plan, number, text="推进专利。")
    rebuild()
    monkeypatch.setattr(hits, "MOST", 2)
    page = text_of(reader, "/search/?q=专利")
    assert '<span class="muted">2+</span>' in page
    assert "/tasks/2020-4/" in page
    assert "/tasks/2020-2/" not in page


def test_hits_change_in_place_and_a_reference_opens_the_page_of_its_task(reader: Client) -> None:
    make_task(make_plan("2020"), 55, text="推进专利。")
    rebuild()

    part = in_place(reader, "/search/?q=专利")
    leads_on = reader.get("/search/?q=2020-55", headers=HTMX)

    assert "/tasks/2020-55/" in part
    assert 'id="told" hx-swap-oob="innerHTML">任务 1' in part
    assert (leads_on.status_code, leads_on["HX-Redirect"]) == (200, "/tasks/2020-55/")
    assert "error-summary" in in_place(reader, f"/search/?q={'专' * 101}")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_slash_leads_to_the_box_but_is_typed_where_one_types(page: Page, live_server: LiveServer) -> None:
    person = make_user(Role.VIEWER)
    browser = as_user(person)
    page.context.add_cookies(
        [{"name": "sessionid", "value": browser.cookies["sessionid"].value, "url": live_server.url}]
    )
    page.goto(f"{live_server.url}/plans/")
    page.keyboard.press("/")
    page.keyboard.type("1/2")
    assert page.evaluate("document.activeElement.id") == "site-search"
    assert page.input_value("#site-search") == "1/2"
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=1%2F2")
