"""What has changed since the last round, and who owes the one that is open."""

from __future__ import annotations

import datetime
import re

import pytest

from agencies.enums import Role
from plans.clock import today
from tasks.services.round_ends import round_ends_keep
from tasks.services.standings import standings_refresh_stale
from tests.factories import answer, make_agency, make_plan, make_round, make_task, make_user, moment
from tests.tasks.pages.reading import as_user, queries_of, text_of

pytestmark = pytest.mark.django_db

CLOSED, DAY = datetime.date(2020, 3, 31), "2020-05-10"


def test_it_names_what_turned_red_and_who_has_not_answered() -> None:
    plan, agency, other = (
        make_plan("2020", tracked_from=datetime.date(2020, 1, 1)),
        make_agency(),
        make_agency(),
    )
    red = make_task(plan, lead=agency, due_on=datetime.date(2020, 2, 1))
    turned = make_task(plan, lead=agency, participating=[other], due_on=datetime.date(2020, 4, 15))
    office = as_user(make_user(Role.OFFICE))
    closed = make_round(
        plan, [red], opens_on=datetime.date(2020, 3, 1), due_on=CLOSED, closed_on=CLOSED, name="一季度"
    )
    done = make_task(plan, lead=make_agency())
    asking = make_round(
        plan, [red, turned, done], opens_on=datetime.date(2020, 5, 1), due_on=datetime.date(2020, 6, 1)
    )
    answer(asking, done, done.assignments.get().agency, moment(datetime.date(2020, 5, 2)))
    context = office.get(f"/plans/2020/since/?as_of={DAY}").context
    since = context["since"]
    assert (since.turned.total, since.turned.longest[0].task.reference) == (1, "2020-2")
    assert [(one.agency, one.owed, one.asked) for one in since.owing] == [(agency, 2, 2), (other, 1, 1)]
    page = text_of(office, f"/plans/2020/since/?as_of={DAY}")
    assert f"/tasks/?plan=2020&amp;turned_red_since={closed.pk}&amp;as_of={DAY}" in page
    assert len(re.findall(r"<h\d[^>]*>上期以来<", page)) == 1
    listed = office.get(f"/rounds/{asking.pk}/?agency={agency.pk}&answer=owing&as_of={DAY}").context
    assert (listed["shown"].listed, listed["narrowed_to"]) == (2, [str(agency), "尚欠"])
    submitted = text_of(office, f"/rounds/{asking.pk}/?answer=handed_in&as_of={DAY}")
    assert ("1 项任务" in submitted, "1 项均已提交" in submitted) == (True, False)
    assert "/plans/2020/since/" in text_of(office, "/")
    staff = as_user(make_user(Role.STAFF, other)).get(f"/plans/2020/since/?as_of={DAY}")
    assert [one.agency for one in staff.context["since"].owing] == [other]
    assert ("仅统计您可查看的" in page, "仅统计您可查看的" in staff.content.decode()) == (False, True)


def test_everyone_who_owes_is_named_by_name_and_nobody_ranked() -> None:
    plan, most = make_plan("2020", tracked_from=datetime.date(2020, 1, 1)), make_agency("C")
    tasks = [make_task(plan, lead=make_agency(name), participating=[most]) for name in "DBEA"]
    make_round(plan, tasks, opens_on=datetime.date(2020, 5, 1))
    page = text_of(as_user(make_user(Role.OFFICE)), f"/plans/2020/since/?as_of={DAY}")
    named = re.findall(r"/record/[^>]*>(.)</a> <a [^>]*>(\d)</a>", page)
    assert named == [("A", "1"), ("B", "1"), ("C", "4"), ("D", "1"), ("E", "1")]


def test_without_a_round_it_says_so_and_its_queries_do_not_grow() -> None:
    office = as_user(make_user(Role.OFFICE))
    plan = make_plan("2020", tracked_from=datetime.date(2020, 1, 1))
    assert office.get("/plans/2020/since/").context["since"].turned is None
    before = []
    for _ in range(2):
        tasks = [make_task(plan, lead=make_agency(), due_on=datetime.date(2020, 4, 15)) for _ in range(2)]
        plan.reporting_rounds.all().delete()
        make_round(plan, tasks, closed_on=datetime.date(2020, 4, 1))
        make_round(plan, tasks, opens_on=datetime.date(2020, 5, 1))
        before.append(queries_of(office, f"/plans/2020/since/?as_of={DAY}"))
    assert before[0] == before[1]


def test_the_overview_says_how_many_turned_red_once_the_end_of_the_last_round_is_kept() -> None:
    plan = make_plan("2020", tracked_from=datetime.date(2020, 1, 1))
    make_task(plan, lead=make_agency(), due_on=datetime.date(2020, 2, 1))
    make_task(plan, lead=make_agency(), due_on=datetime.date(2020, 4, 15))
    closed = make_round(plan, opens_on=datetime.date(2020, 3, 1), due_on=CLOSED, closed_on=CLOSED)
    reader = as_user(make_user(Role.VIEWER))
    assert reader.get(f"/?as_of={DAY}").context["turned"] is None
    standings_refresh_stale(day=today())
    round_ends_keep(day=today())
    assert reader.get(f"/?as_of={DAY}").context["turned"] == 1
    tile = f'turned_red_since={closed.pk}&amp;as_of={DAY}"><span class="tile__figure">1</span>'
    assert tile in text_of(reader, f"/?as_of={DAY}")
