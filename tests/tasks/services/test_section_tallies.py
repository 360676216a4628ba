"""The counts by section are sums of what was added: exact after any write and on any day to come."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from agencies.models import Agency
from plans.clock import today
from plans.models import Plan
from tasks.enums import Status
from tasks.jobs import compact_tallies, refresh_standings
from tasks.models import SectionTally, TaskStanding
from tasks.models.standings import ALWAYS
from tasks.services.round_ends import round_ends_keep
from tasks.services.section_tallies import STATE, section_tallies_wrong
from tasks.services.standings import standings_refresh_stale
from tasks.services.tallies import tallies_forget
from tasks.summaries import plan_totals
from tests.factories import (
    in_days,
    make_agency,
    make_assignment,
    make_confirmed,
    make_light_by_hand,
    make_plan,
    make_round,
    make_section,
    make_task,
    make_thresholds,
    moment,
    open_tracking,
    set_due_date,
)
from tests.tasks.summaries.counting import assert_counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    """Tasks of all kinds, tracked since long, of which everything is kept."""
    plan = make_plan("2020", tracked_from=in_days(-100))
    for due in (-1, 0, 5, 40, 200):
        lead = make_agency()
        make_task(plan, lead=lead, due_on=in_days(due))
        make_confirmed(make_task(plan, lead=lead, due_on=in_days(due)), lead, percent=50)
        make_confirmed(make_task(plan, lead=lead, due_on=in_days(due)), lead, Status.COMPLETED)
    make_task(plan, by_duty=[make_agency(), make_agency()])
    make_task(plan)
    make_light_by_hand(
        make_task(plan, lead=make_agency(), due_on=in_days(300)), "yellow", in_days(3), today()
    )
    asked = list(plan.tasks.all()[:5])
    make_round(plan, asked, opens_on=in_days(-9), due_on=in_days(-4), closed_on=in_days(-3), name="一季度")
    make_round(plan, asked, opens_on=today(), due_on=in_days(9))
    standings_refresh_stale(day=today())
    round_ends_keep(day=today())
    return plan


def exact(plan: Plan, *days: int) -> None:
    assert section_tallies_wrong() == {}
    for one in days or (0,):
        assert_counted(plan, in_days(one))


def test_the_counts_of_any_day_to_come_are_those_of_the_facts(plan: Plan) -> None:
    exact(plan, 0, 1, 3, 4, 6, 9, 10, 41, 100, 250, 400)


def test_a_count_takes_one_query_however_many_have_turned(
    plan: Plan, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for days in (0, 60):
        # The sections and the sums.
        with django_assert_num_queries(2):
            assert plan_totals(plan, in_days(days)).total == 18


def test_what_has_turned_is_moved_on_by_the_job(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    day = in_days(60)
    turned = TaskStanding.objects.unlit_on(day).count()
    assert turned > 5
    assert TaskStanding.objects.filter(light_through=ALWAYS).count() > 5
    monkeypatch.setattr(timezone, "localdate", lambda *_: day)
    assert standings_refresh_stale(day=day) >= turned
    assert not TaskStanding.objects.unlit_on(day).exists()
    assert section_tallies_wrong() == {}
    assert_counted(plan, day)


@pytest.mark.parametrize(
    "write",
    [
        lambda plan: make_task(plan, lead=make_agency()),
        lambda plan: set_due_date(plan.tasks.first(), in_days(-3)),
        lambda plan: make_assignment(plan.tasks.get(assignments=None), make_agency()),
        lambda plan: make_confirmed(plan.tasks.first(), plan.tasks.first().assignments.get().agency),
        lambda plan: make_light_by_hand(plan.tasks.first(), "red", in_days(2), today()),
        lambda plan: Agency.objects.filter(assignments__task=plan.tasks.first()).update(name="another"),
        lambda plan: plan.tasks.update(section=make_section(plan, "9")),
        lambda plan: open_tracking(plan, in_days(-10), moment(today())),
        lambda plan: make_thresholds(today(), due_soon_days=50),
    ],
)
def test_whatever_is_written_past_the_services_is_counted_at_once(
    plan: Plan, write: Callable[[Plan], object]
) -> None:
    write(plan)
    exact(plan, 0, 5, 50)
    assert refresh_standings() >= 0
    assert compact_tallies() >= 0
    exact(plan, 0, 5, 50)
    assert refresh_standings() == 0


def test_a_task_that_is_deleted_counts_no_more(plan: Plan) -> None:
    task = make_task(plan)
    standings_refresh_stale(day=today())
    assert plan_totals(plan, today()).total == 19
    tallies_forget(keys=[task.pk])
    task.delete()
    assert plan_totals(plan, today()).total == 18
    exact(plan)


def test_a_past_day_is_counted_by_the_facts(plan: Plan) -> None:
    compact_tallies()
    SectionTally.objects.filter(number__gt=0).update(number=7)
    assert plan_totals(plan, today()).total > 18
    assert plan_totals(plan, in_days(-1)).total == 18


def test_the_recount_says_which_sum_and_which_light_is_wrong(
    plan: Plan, capsys: pytest.CaptureFixture[str]
) -> None:
    tally = SectionTally.objects.filter(plan=plan).earliest("pk")
    SectionTally.objects.create(**{name: getattr(tally, name) for name in STATE}, number=3)
    task = plan.tasks.earliest("pk")
    other = "grey" if task.standing.kept_light != "grey" else "red"
    TaskStanding.objects.filter(pk=task.pk).update(kept_light=other)
    with pytest.raises(CommandError, match="2"):
        call_command("recount")
    said = capsys.readouterr().out
    assert "-3" in said
    assert f"{task.reference} kept_light: {other}" in said
    call_command("recount", "--fix")
    call_command("recount")
    exact(plan)
