from __future__ import annotations

import datetime

import pytest
from django.test import Client

from plans.clock import today
from tasks.search import rebuild
from tasks.services.standings import standings_refresh_stale
from tests.factories import make_agency, make_plan, make_succession, make_task, make_transfer
from tests.tasks.pages.reading import grow, in_place, queries_of, text_of

pytestmark = pytest.mark.django_db

REFORM = datetime.date(2018, 3, 17)


def numbers(client: Client, address: str) -> list[int]:
    return [task.number for task in client.get(address).context["page_obj"]]


def test_the_list_has_every_agency_by_name_also_those_with_nothing(reader: Client) -> None:
    make_task(make_plan("2020"), lead=make_agency("乙部"))
    make_agency("丙部")
    rows = reader.get("/agencies/").context["rows"]
    assert [(row.agency.name, row.lead.total) for row in rows] == [("丙部", 0), ("乙部", 1)]


def test_the_list_counts_one_plan_where_it_is_asked_for(reader: Client) -> None:
    agency = make_agency()
    make_task(make_plan("2020"), lead=agency)
    make_task(make_plan("2016"), lead=agency)
    assert reader.get("/agencies/").context["rows"][0].lead.total == 2
    assert reader.get("/agencies/?plan=2016").context["rows"][0].lead.total == 1


def test_an_agency_shows_its_tasks_of_one_role_at_a_time(reader: Client) -> None:
    agency, plan = make_agency(), make_plan("2020")
    make_task(plan, 1, lead=make_agency(), participating=[agency])
    make_task(plan, 2, by_duty=[agency])
    address = f"/agencies/{agency.pk}/"
    assert numbers(reader, address) == [2]
    assert numbers(reader, f"{address}?role=participating") == [1]
    assert numbers(reader, f"{address}?role=lead") == []


def test_an_agency_s_tasks_come_in_pages_by_plan_and_number(reader: Client) -> None:
    agency, newer, older = make_agency(), make_plan("2020"), make_plan("2016")
    for number in range(1, 33):
        make_task(newer, number, lead=agency)
    make_task(older, 1, lead=agency)
    address = f"/agencies/{agency.pk}/?role=lead"
    assert numbers(reader, address) == list(range(1, 31))
    second = reader.get(f"{address}&page=2").context["page_obj"]
    assert [(task.plan, task.number) for task in second] == [("2020", 31), ("2020", 32), ("2016", 1)]
    assert second.paginator.count == 33


def test_an_ended_body_leads_to_the_one_that_carries_its_work(reader: Client) -> None:
    old, new = make_agency("工商总局", ends_on=REFORM), make_agency("市场监管总局")
    make_succession(old, new, REFORM)
    make_task(make_plan("2016"), 7, lead=old)
    page = reader.get(f"/agencies/{old.pk}/?as_of=2020-01-01")
    assert page.context["carrier"] == new
    assert f"/agencies/{new.pk}/?rollup=2020-01-01" in page.content.decode()
    assert reader.get(f"/agencies/{old.pk}/?as_of=2018-03-16").context["carrier"] is None


def test_a_body_says_of_the_day_shown_that_it_is_over_or_not_there_yet(reader: Client) -> None:
    body = make_agency("筹备局", begins_on=REFORM, ends_on=REFORM + datetime.timedelta(days=365))
    ahead, over = "所查日期尚未设立", "未登记默认承接部门"
    days = (-1, True, False), (0, False, False), (364, False, False), (365, False, True)
    for after, not_yet, ended in days:
        day = REFORM + datetime.timedelta(days=after)
        page = text_of(reader, f"/agencies/{body.pk}/?as_of={day}")
        assert (ahead in page, over in page) == (not_yet, ended), day


def test_where_a_body_was_not_there_yet_it_says_why_its_tasks_are_counted(reader: Client) -> None:
    body, why = make_agency("市场监管总局", begins_on=REFORM), "所计为计划文本写明由该机构承担的任务"
    before = f"/agencies/{body.pk}/?as_of=2017-06-01"
    assert why not in text_of(reader, before)
    make_task(make_plan("2020"), lead=body)
    assert why in text_of(reader, before)
    assert why not in text_of(reader, f"/agencies/{body.pk}/?as_of={REFORM}")


def test_a_body_rolled_up_has_its_predecessors_tasks_but_the_transferred_ones(reader: Client) -> None:
    old, new, other = make_agency("工商总局"), make_agency("市场监管总局"), make_agency("知识产权局")
    make_succession(old, new, REFORM)
    plan = make_plan("2016")
    make_task(plan, 1, lead=old)
    make_transfer(make_task(plan, 26, lead=old), old, other, REFORM)
    assert numbers(reader, f"/agencies/{new.pk}/") == []
    assert numbers(reader, f"/agencies/{new.pk}/?rollup=2018-03-16") == []
    assert numbers(reader, f"/agencies/{new.pk}/?rollup=2018-03-17") == [1]
    assert numbers(reader, f"/agencies/{other.pk}/?rollup=2018-03-17") == [26]
    page = text_of(reader, f"/agencies/{new.pk}/?rollup=2018-03-17")
    assert f"agency={new.pk}&amp;role=lead&amp;rollup=2018-03-17" in page


def test_there_is_no_page_for_an_agency_that_is_not(reader: Client) -> None:
    assert reader.get("/agencies/1/").status_code == 404


def test_queries_do_not_grow_with_the_rows(reader: Client) -> None:
    plan = make_plan("2020", tracked_from=datetime.date(2020, 1, 6))
    agency = grow(plan, 1)[0]
    make_succession(make_agency(), agency, REFORM)
    address = f"/agencies/{agency.pk}/?rollup=2020-01-01"
    addresses = ("/agencies/", f"/agencies/{agency.pk}/", address)
    standings_refresh_stale(day=today())
    assert [queries_of(reader, one) for one in addresses] == [6, 11, 13]
    for number, more in enumerate(grow(plan, 3)):
        make_task(plan, 10 + number, lead=agency, participating=[more])
        make_succession(more, agency, REFORM)
    standings_refresh_stale(day=today())
    assert [queries_of(reader, one) for one in addresses] == [6, 11, 13]


@pytest.mark.parametrize("address", ["/agencies/", "/agencies/1/"])
def test_they_ask_strangers_to_sign_in(client: Client, address: str) -> None:
    assert client.get(address).status_code == 302


def test_filters_change_the_list_in_place_and_say_what_was_found_or_is_wrong(reader: Client) -> None:
    make_agency("知识产权局")
    make_agency("商务部")
    rebuild()

    part = in_place(reader, "/agencies/?name=商务")

    assert "商务部" in part
    assert "知识产权局" not in part
    assert 'id="told" hx-swap-oob="innerHTML">1 个部门' in part
    assert 'value="商务"' in part.partition("as-of__form")[2]
    assert "error-summary" in in_place(reader, "/agencies/?existing_on=x")
