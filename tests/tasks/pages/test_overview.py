from __future__ import annotations

import datetime
import re

import pytest
from django.test import Client

from agencies.enums import AgencyKind, Role
from plans.clock import today
from tasks.enums import Status
from tasks.services.standings import standings_refresh_stale
from tests.factories import (
    make_agency,
    make_confirmed,
    make_plan,
    make_report,
    make_task,
    make_user,
    moment,
    open_tracking,
)
from tests.tasks.pages.reading import grow, queries_of, text_of

pytestmark = pytest.mark.django_db

TRACKED = datetime.date(2020, 1, 6)


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(make_user(Role.OFFICE))
    return client


def test_it_shows_the_newest_tracked_plan_unless_another_is_asked_for(office: Client) -> None:
    tracked = make_plan("2016", year=2016, tracked_from=TRACKED)
    newest = make_plan("2020", year=2020)
    assert office.get("/").context["plan"] == tracked
    assert office.get("/?plan=2020").context["plan"] == newest
    assert office.get("/?as_of=2020-01-05").context["plan"] == newest


def test_a_plan_that_is_tracked_only_later_does_not_come_first(office: Client) -> None:
    newest = make_plan("2020", year=2020)
    earlier = make_plan("2016", year=2016)
    open_tracking(earlier, datetime.date(2020, 7, 1), moment(TRACKED))
    assert office.get("/?as_of=2020-06-30").context["plan"] == newest
    assert office.get("/?as_of=2020-07-01").context["plan"] == earlier


@pytest.mark.parametrize("path", ["/", "/agencies/"])
def test_of_a_plan_that_is_not_there_it_says_which_there_are(office: Client, path: str) -> None:
    make_plan("2020")
    make_plan("2016")

    answer = office.get(f"{path}?plan=2019&as_of=2020-06-30&format=csv")

    page = answer.content.decode()
    assert answer.status_code == 404
    assert "没有计划“2019”，现有：2020, 2016。" in page
    for code in ("2020", "2016"):
        address = f"{path}?plan={code}&as_of=2020-06-30"
        assert f'href="{address.replace("&", "&amp;")}"' in page
        assert office.get(address).status_code == 200


def test_where_there_is_no_plan_at_all_none_is_named(office: Client) -> None:
    answer = office.get("/?plan=2019")
    assert (answer.status_code, "没有计划" in answer.content.decode()) == (404, False)


@pytest.mark.parametrize("day", ["yesterday", "2020-02-30", "9999-12-31"])
def test_it_refuses_what_is_no_day_and_says_so(office: Client, day: str) -> None:
    refused = office.get(f"/?as_of={day}")
    assert refused.status_code == 400
    assert f"“{day}”不是 2020-12-31 这样的日期" in refused.content.decode()


def test_without_plans_it_says_how_they_come(office: Client) -> None:
    assert "load_plans" in text_of(office, "/")


def test_every_task_counts_once_and_its_figure_leads_to_the_list(office: Client) -> None:
    plan = make_plan("2020", tracked_from=TRACKED)
    lead, partner = make_agency(), make_agency()
    task = make_task(plan, lead=lead, participating=[partner])
    make_task(plan, by_duty=[lead, partner])
    make_confirmed(task, lead, Status.COMPLETED)
    page = office.get("/")
    assert page.context["totals"].total == 2
    assert page.context["totals"].by_status["completed"] == 1
    assert "/tasks/?plan=2020&amp;status=completed" in page.content.decode()


def test_it_shows_the_past_as_it_was_known(office: Client) -> None:
    plan = make_plan("2020", tracked_from=TRACKED)
    agency = make_agency()
    task = make_task(plan, lead=agency)
    make_confirmed(task, agency, Status.COMPLETED, when=moment(datetime.date(2020, 6, 15)))
    assert office.get("/?as_of=2020-06-14").context["totals"].by_status["completed"] == 0
    page = office.get("/?as_of=2020-06-15")
    assert page.context["totals"].by_status["completed"] == 1
    assert "as_of=2020-06-15" in page.content.decode()


def test_agencies_have_three_counts_and_the_page_says_they_do_not_add_up(office: Client) -> None:
    plan = make_plan("2020")
    agency = make_agency("知识产权局")
    make_task(plan, lead=agency)
    make_task(plan, by_duty=[agency])
    make_task(plan, lead=make_agency(), participating=[agency])
    page = office.get("/")
    [counts] = [row for row in page.context["agencies"] if row.agency == agency]
    assert (counts.lead.total, counts.by_duty.total, counts.participating.total) == (1, 1, 1)
    assert f"agency={agency.pk}&amp;role=by_duty" in page.content.decode()


def test_agencies_by_role_say_what_is_done_and_of_what_nothing_is_known(office: Client) -> None:
    plan = make_plan("2020", tracked_from=TRACKED)
    agency, partner = make_agency("知识产权局"), make_agency("商务部")
    for _ in range(3):
        task = make_task(plan, lead=agency, participating=[partner])
    make_confirmed(task, agency, Status.COMPLETED)
    make_report(task, partner)
    matrix = text_of(office, "/").partition('aria-labelledby="agencies"')[2].partition("</section>")[0]
    rows = [re.sub(r"<[^>]+>", " ", row).split() for row in matrix.split("<tr>")]
    assert rows[3:] == [["商务部", "0", "0", "0", "3", "1"], ["知识产权局", "3", "1", "2", "0", "0"]]
    assert "role=by_duty" not in matrix
    assert f"agency={agency.pk}&amp;role=lead&amp;part_status=no_report" in matrix
    assert "/agencies/?plan=2020" in matrix


def test_the_office_sees_what_waits_for_it_and_others_do_not(client: Client) -> None:
    plan = make_plan("2020", tracked_from=TRACKED)
    agency = make_agency()
    make_report(make_task(plan, lead=agency), agency)
    client.force_login(make_user(Role.OFFICE))
    queue = client.get("/").context["queue"]
    assert (len(queue.awaiting), queue.reports) == (1, 1)
    client.force_login(make_user(Role.STAFF, agency))
    assert client.get("/").context["queue"] is None


def test_the_office_reads_only_of_what_waits_for_it(office: Client) -> None:
    plan = make_plan("2020", tracked_from=TRACKED)
    agency = make_agency()
    task = make_task(plan, lead=agency, due_on=today() + datetime.timedelta(400))
    assert "没有待办公室处理的事项。" in text_of(office, "/")
    make_report(task, agency)
    panel = text_of(office, "/").partition('id="office"')[2].partition("</section>")[0]
    assert re.findall(r"<dt>(.*?)</dt>", panel) == ["待审核填报"]


def test_one_form_asks_for_the_plan_and_the_day(office: Client) -> None:
    make_plan("2020", tracked_from=TRACKED)
    form = text_of(office, "/?as_of=2020-03-01").partition('<form class="cluster')[2].partition("</form>")[0]
    assert re.findall(r'name="(\w+)"', form) == ["plan", "as_of"]
    assert 'value="2020-03-01"' in form


def test_staff_see_what_their_agency_owes(client: Client) -> None:
    plan = make_plan("2020", tracked_from=TRACKED)
    agency = make_agency()
    make_task(plan, lead=agency, text="完善地理标志保护制度。")
    client.force_login(make_user(Role.STAFF, agency))
    assert [item.task.text for item in client.get("/").context["work"].items] == ["完善地理标志保护制度。"]


def test_what_the_office_owes_for_a_collective_names_it(office: Client) -> None:
    collective = make_agency("各成员单位", kind=AgencyKind.COLLECTIVE)
    make_task(make_plan("2020", tracked_from=TRACKED), lead=collective, text="做好宣传工作。")
    owed = office.get("/").content.decode().partition('id="own"')[2].partition("</section>")[0]
    assert re.sub(r"<[^>]+>", "", owed).split()[-3:-1] == ["做好宣传工作。", "各成员单位"]


def test_late_tasks_stand_there_once_tracking_is_open(office: Client) -> None:
    plan = make_plan("2020")
    make_task(plan, lead=make_agency(), due_on=datetime.date(2020, 2, 1))
    assert office.get("/?as_of=2020-03-01").context["late"] == []
    open_tracking(plan, TRACKED)
    [late] = office.get("/?as_of=2020-03-01").context["late"]
    assert late.days_late == 29


def test_it_shows_some_of_what_waits_and_is_late_and_how_much_there_is(client: Client) -> None:
    plan = make_plan("2020", tracked_from=TRACKED)
    for _number in range(9):
        agency = make_agency()
        make_report(make_task(plan, lead=agency, due_on=TRACKED), agency)
    client.force_login(make_user(Role.OFFICE))
    context = client.get("/").context
    assert (len(context["queue"].awaiting), context["queue"].reports) == (3, 9)
    assert (len(context["late"]), context["totals"].by_light["red"]) == (8, 9)


def test_what_is_late_and_what_waits_says_whose_it_is_and_for_how_long(client: Client) -> None:
    plan = make_plan("2020", tracked_from=TRACKED)
    agency = make_agency("<b>商务部</b>")
    task = make_task(plan, 7, lead=agency, text=f"<i>{'推' * 80}", due_on=TRACKED)
    report = make_report(task, agency)
    client.force_login(make_user(Role.OFFICE))
    page = text_of(client, "/")
    assert "<b>" not in page
    assert "<i>" not in page
    assert '<a href="/tasks/2020-7/">2020-7</a></td>' in page
    assert f'<span class="few-lines">&lt;i&gt;{"推" * 80}</span>' in page
    assert f'<td data-label="逾期天数" class="number" data-measure>{(today() - TRACKED).days}</td>' in page
    waiting = f'<a href="/reports/{report.pk}/">2020-7 <span lang="zh-Hans">&lt;b&gt;商务部&lt;/b&gt;</span>'
    assert waiting in page
    assert '<option lang="zh-Hans" value="2020" selected>' in page


def test_its_queries_do_not_grow_with_its_rows(office: Client) -> None:
    plan = make_plan("2020", tracked_from=TRACKED)
    grow(plan, 1)
    standings_refresh_stale(day=today())
    assert queries_of(office, "/") == 17
    grow(plan, 3)
    standings_refresh_stale(day=today())
    assert queries_of(office, "/") == 17


def test_it_asks_strangers_to_sign_in(client: Client) -> None:
    answer = client.get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/account/login/?next=/")
