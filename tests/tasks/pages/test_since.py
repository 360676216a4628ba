"""What has changed since the last round, and who owes the one that is open."""

from __future__ import annotations

import datetime

import pytest

from agencies.enums import Role
from tests.factories import make_agency, make_plan, make_round, make_task, make_user
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
    asking = make_round(
        plan, [red, turned], opens_on=datetime.date(2020, 5, 1), due_on=datetime.date(2020, 6, 1)
    )
    context = office.get(f"/plans/2020/since/?as_of={DAY}").context
    assert (context["turned"].total, context["turned"].longest[0].task.reference) == (1, "2020-2")
    assert [(one.agency, one.owed, one.asked) for one in context["owing"]] == [(agency, 2, 2), (other, 1, 1)]
    page = text_of(office, f"/plans/2020/since/?as_of={DAY}")
    assert f"/tasks/?plan=2020&amp;turned_red_since={closed.pk}&amp;as_of={DAY}" in page
    listed = office.get(f"/rounds/{asking.pk}/?agency={agency.pk}&answer=owing&as_of={DAY}").context["shown"]
    assert listed.listed == 2
    assert "/plans/2020/since/" in text_of(office, "/")
    staff = as_user(make_user(Role.STAFF, other)).get(f"/plans/2020/since/?as_of={DAY}").context
    assert [one.agency for one in staff["owing"]] == [other]


def test_without_a_round_it_says_so_and_its_queries_do_not_grow() -> None:
    office = as_user(make_user(Role.OFFICE))
    plan = make_plan("2020", tracked_from=datetime.date(2020, 1, 1))
    assert office.get("/plans/2020/since/").context["turned"] is None
    before = []
    for _ in range(2):
        tasks = [make_task(plan, lead=make_agency(), due_on=datetime.date(2020, 4, 15)) for _ in range(2)]
        plan.reporting_rounds.all().delete()
        make_round(plan, tasks, closed_on=datetime.date(2020, 4, 1))
        make_round(plan, tasks, opens_on=datetime.date(2020, 5, 1))
        before.append(queries_of(office, f"/plans/2020/since/?as_of={DAY}"))
    assert before[0] == before[1]
