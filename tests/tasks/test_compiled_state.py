"""The query of the state is compiled once a day, and reads what is recorded at the time it runs."""

from __future__ import annotations

import datetime
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Count, F, Q
from django.test.utils import CaptureQueriesContext

from tasks.models import Task
from tasks.models.state_sql import STATE, compiled_state
from tests.factories import make_agency, make_light_by_hand, make_plan, make_task, set_due_date

pytestmark = pytest.mark.django_db

DAY = datetime.date(2020, 7, 1)
LATER = DAY + datetime.timedelta(days=200)


def test_facts_recorded_after_the_first_question_are_seen_by_the_next() -> None:
    task = make_task(make_plan(tracked_from=DAY), lead=make_agency())
    asked = Task.objects.with_state(DAY).filter(pk=task.pk)
    assert (asked.get().light, asked.get().due_on) == ("grey", None)
    set_due_date(task, LATER)
    assert (asked.get().light, asked.get().due_on) == ("green", LATER)
    make_light_by_hand(task, "red", LATER, DAY)
    again = Task.objects.with_state(DAY).get(pk=task.pk)
    assert (again.light, again.computed_light, again.hand_until) == ("red", "green", LATER)


def test_it_is_compiled_once_a_day() -> None:
    first = compiled_state(Task, DAY, DEFAULT_DB_ALIAS)
    assert compiled_state(Task, DAY, DEFAULT_DB_ALIAS) is first
    assert compiled_state(Task, LATER, DEFAULT_DB_ALIAS) is not first


def test_every_day_asks_about_itself() -> None:
    task = make_task(make_plan(tracked_from=DAY), lead=make_agency(), due_on=LATER)
    lights = [
        Task.objects.with_state(DAY + datetime.timedelta(days=days)).get(pk=task.pk).light
        for days in (-1, 0, 201, 0, -1)
    ]
    assert lights == ["grey", "green", "red", "green", "grey"]


def test_to_compile_it_asks_the_database_nothing() -> None:
    with CaptureQueriesContext(connection) as queries:
        compiled_state.__wrapped__(Task, DAY, DEFAULT_DB_ALIAS)
    assert len(queries) == 0


def test_what_it_adds_filters_orders_counts_and_is_listed() -> None:
    plan = make_plan(tracked_from=DAY)
    late, fine = (make_task(plan, lead=make_agency(), due_on=due) for due in (DAY, LATER))
    bare = make_task(plan)
    tomorrow = DAY + datetime.timedelta(days=1)
    stated = Task.objects.filter(plan=plan).with_state(tomorrow)

    assert list(stated.filter(Q(light="red"))) == [late]
    assert list(stated.exclude(Q(light="red")).order_by(F("mode").desc())) == [bare, fine]
    assert stated.aggregate(red=Count("pk", filter=Q(light="red")), all=Count("pk")) == {"red": 1, "all": 3}
    counted = stated.order_by().values_list(F("light")).annotate(number=Count("pk"))
    assert dict(counted) == {"red": 1, "green": 1, "grey": 1}
    assert set(stated.values(*STATE)[0]) == set(STATE)
    assert stated.in_bulk()[late.pk].due_on == DAY


def test_threads_that_ask_for_a_day_first_at_the_same_moment_all_get_it() -> None:
    together = Barrier(4)

    def asked(stale: bool) -> str:
        together.wait()
        return str(Task.objects.listed_by_rows(DAY - datetime.timedelta(days=999), stale=stale).query)

    with ThreadPoolExecutor(4) as threads:
        found = set(threads.map(asked, [True] * 4))
    assert len(found) == 1
