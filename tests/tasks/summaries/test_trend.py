"""How a plan stood at the end of its rounds: from the facts, and the same from what is kept."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command
from pytest_django import DjangoAssertNumQueries

from agencies.enums import Role
from plans.clock import today
from plans.models import Plan
from tasks.enums import DerivedStatus, LightColour, Status
from tasks.jobs import keep_round_ends
from tasks.models import RoundEnd, Task, TaskStanding
from tasks.services.round_ends import round_ends_keep
from tasks.services.standings import standings_refresh_stale
from tasks.summaries import plan_totals
from tasks.summaries.since import turned_number
from tasks.summaries.trend import plan_then, round_then, rounds_then, short_trend
from tests.api_client import ApiClient
from tests.factories import (
    close_round,
    extend_round,
    make_agency,
    make_confirmed,
    make_plan,
    make_round,
    make_section,
    make_task,
    make_user,
    moment,
    set_due_date,
)
from tests.tasks.filtering import found

pytestmark = pytest.mark.django_db

DAY, TRACKED = datetime.date(2020, 7, 31), datetime.date(2020, 1, 1)
FIRST, SECOND = datetime.date(2020, 3, 31), datetime.date(2020, 6, 30)


@pytest.fixture
def plan() -> Plan:
    """Of its three tasks one is red at the end of the first round, another turns red in the second."""
    plan, agency = make_plan("2020", tracked_from=TRACKED), make_agency()
    late = make_task(plan, lead=agency, due_on=datetime.date(2020, 2, 1))
    make_task(plan, lead=agency, due_on=datetime.date(2020, 5, 1))
    done = make_task(plan, lead=agency, due_on=datetime.date(2020, 5, 1))
    make_round(plan, [late], opens_on=datetime.date(2020, 3, 1), due_on=FIRST, closed_on=FIRST, name="一季度")
    make_round(
        plan, [done], opens_on=datetime.date(2020, 6, 1), due_on=SECOND, closed_on=SECOND, name="二季度"
    )
    make_confirmed(done, agency, Status.IN_PROGRESS, percent=90, when=moment(datetime.date(2020, 3, 2)))
    make_confirmed(done, agency, Status.COMPLETED, when=moment(datetime.date(2020, 4, 2)))
    return plan


def test_every_closed_round_has_the_state_of_the_day_on_which_it_was_closed(plan: Plan) -> None:
    second, first = rounds_then(plan, DAY)
    assert (first.round.name, first.ended_on, second.ended_on) == ("一季度", FIRST, SECOND)
    assert (first.then.total, first.then.percent) == (3, 90)
    assert first.then.by_status[DerivedStatus.IN_PROGRESS] == 1
    assert (second.then.by_status[DerivedStatus.COMPLETED], second.then.percent) == (1, 100)
    assert (first.then.by_light[LightColour.RED], second.then.by_light[LightColour.RED]) == (1, 2)
    assert [len(one.then.red) for one in (first, second)] == [1, 2]


def test_of_a_past_day_only_what_was_closed_by_then_counts(plan: Plan) -> None:
    assert [one.ended_on for one in rounds_then(plan, SECOND - datetime.timedelta(days=1))] == [FIRST]
    assert round_then(plan.reporting_rounds.get(name="二季度").pk, FIRST) is None


def test_without_a_percent_there_is_no_mean(plan: Plan) -> None:
    assert plan_then(plan.pk, TRACKED).percent is None


def test_what_is_kept_says_the_same_with_one_query_and_is_made_once(
    plan: Plan, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    by_facts = rounds_then(plan, DAY)
    standings_refresh_stale(day=DAY)
    assert (keep_round_ends(), keep_round_ends()) == (2, 0)
    with django_assert_num_queries(1):
        assert rounds_then(plan, DAY) == by_facts


def test_on_the_day_on_which_a_round_is_closed_its_end_is_not_kept_yet(plan: Plan) -> None:
    assert round_ends_keep(day=SECOND) == 1
    assert [row.ended_on for row in RoundEnd.objects.all()] == [FIRST]


def test_a_round_that_is_open_again_has_no_end_and_another_when_closed_anew(plan: Plan) -> None:
    standings_refresh_stale(day=DAY)
    round_ends_keep(day=DAY)
    second = plan.reporting_rounds.get(name="二季度")
    extend_round(second, datetime.date(2020, 7, 10), datetime.date(2020, 7, 1))
    assert [one.ended_on for one in rounds_then(plan, DAY)] == [FIRST]
    close_round(second, DAY)
    assert [one.ended_on for one in rounds_then(plan, DAY)] == [DAY, FIRST]
    assert round_ends_keep(day=DAY + datetime.timedelta(days=1)) == 1
    assert RoundEnd.objects.get(round=second).ended_on == DAY


def test_a_fact_written_past_the_services_is_believed_at_once_and_after_the_job(plan: Plan) -> None:
    standings_refresh_stale(day=DAY)
    round_ends_keep(day=DAY)
    late = plan.tasks.order_by("number")[0]
    set_due_date(late, datetime.date(2020, 12, 31), moment(TRACKED, 10))
    assert [len(one.then.red) for one in rounds_then(plan, DAY)] == [1, 0]
    standings_refresh_stale(day=DAY)
    assert RoundEnd.objects.count() == 0
    assert round_ends_keep(day=DAY) == 2
    assert [len(one.then.red) for one in rounds_then(plan, DAY)] == [1, 0]


def test_the_recount_says_of_which_round_the_end_differs_and_puts_it_right(
    plan: Plan, capsys: pytest.CaptureFixture[str]
) -> None:
    standings_refresh_stale(day=DAY)
    round_ends_keep(day=DAY)
    RoundEnd.objects.filter(ended_on=FIRST).update(red=[])
    with pytest.raises(CommandError):
        call_command("recount")
    assert "一季度" in capsys.readouterr().out
    call_command("recount", fix=True)
    call_command("recount")
    assert [len(one.then.red) for one in rounds_then(plan, DAY)] == [2, 1]


def test_the_last_end_is_marked_in_the_standings_and_the_one_before_once_that_is_open_again(
    plan: Plan,
) -> None:
    standings_refresh_stale(day=DAY)
    round_ends_keep(day=DAY)
    assert marked(plan) == ("二季度", {1, 2})
    second = plan.reporting_rounds.get(name="二季度")
    extend_round(second, datetime.date(2020, 7, 10), datetime.date(2020, 7, 1))
    standings_refresh_stale(day=DAY)
    round_ends_keep(day=DAY)
    assert marked(plan) == ("一季度", {1})


def test_what_is_marked_wrongly_is_found_and_put_right(plan: Plan) -> None:
    standings_refresh_stale(day=DAY)
    round_ends_keep(day=DAY)
    TaskStanding.objects.filter(number=3).update(was_red=True)
    with pytest.raises(CommandError):
        call_command("recount")
    call_command("recount", fix=True)
    call_command("recount")
    assert marked(plan) == ("二季度", {1, 2})


def test_a_task_that_moves_to_another_plan_was_not_red_there(plan: Plan) -> None:
    standings_refresh_stale(day=DAY)
    round_ends_keep(day=DAY)
    other = make_plan("2021")
    plan.tasks.filter(number__lt=3).update(section=make_section(other, "1"))
    assert marked(plan) == ("二季度", {1, 2})
    plan.tasks.filter(number=2).update(plan=other)
    assert marked(plan) == ("二季度", {1})
    assert not TaskStanding.objects.get(plan=other).was_red


def test_how_many_turned_red_is_the_same_by_marks_and_by_the_list(plan: Plan) -> None:
    day, viewer = today(), Task.objects.visible_to(make_user(Role.VIEWER))
    standings_refresh_stale(day=day)
    make_task(plan, lead=make_agency(), due_on=datetime.date(2020, 8, 1))
    standings_refresh_stale(day=day)
    round_ends_keep(day=day)
    totals = plan_totals(plan, day)
    by_marks, by_list = (
        turned_number(viewer, plan, totals, replace(short_trend(plan, totals, day, 6), is_marked=known), day)
        for known in (True, False)
    )
    assert (by_marks, by_list) == (1, 1)


def marked(plan: Plan) -> tuple[str, set[int]]:
    """The round that is marked, and the numbers of the tasks that were red at its end."""
    [end] = RoundEnd.objects.filter(round__plan=plan, is_marked=True)
    return end.round.name, set(
        TaskStanding.objects.filter(plan=plan, was_red=True).values_list("number", flat=True)
    )


def test_the_list_of_what_turned_red_since_a_round(plan: Plan) -> None:
    first, second = (plan.reporting_rounds.get(name=name) for name in ("一季度", "二季度"))
    assert [task.number for task in found(turned_red_since=first.pk)] == [2]
    assert found(turned_red_since=second.pk) == []
    still_open = make_round(make_plan("2016"), opens_on=TRACKED)
    assert found(turned_red_since=still_open.pk) == []


def test_the_api_lists_what_turned_red_since_a_round_and_nothing_since_one_that_is_open(plan: Plan) -> None:
    client = ApiClient(make_user(Role.OFFICE))
    still_open = make_round(plan, list(plan.tasks.all()), opens_on=DAY)
    for one in (plan.reporting_rounds.get(name="一季度"), still_open):
        asked = f"tasks/?as_of={DAY}&count=1&turned_red_since={one.pk}"
        numbers = [task.number for task in found(turned_red_since=one.pk)]
        answer = client.get(asked)
        assert (answer.status_code, [row["number"] for row in answer.json()["results"]]) == (200, numbers)
    assert client.get(f"tasks/?turned_red_since={still_open.pk}").json()["results"] == []
