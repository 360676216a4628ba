"""年度接续: the office decides which tasks of different years are the same work."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.enums import Role
from agencies.errors import Conflict
from agencies.models import AuditEntry, User
from plans.clock import today
from tasks.enums import LinkDecision
from tasks.models import Task, TaskLink
from tasks.models.links import thread_keys
from tasks.services.assignments import assignment_end
from tasks.services.links import Ruling, link_decide, links_decide
from tests.factories import make_agency, make_plan, make_succession, make_task, make_user
from tests.tasks.same_work import campaign

pytestmark = pytest.mark.django_db

SAME, OTHER, OPEN = LinkDecision.CONFIRMED, LinkDecision.REJECTED, LinkDecision.REOPENED


@pytest.fixture
def tasks() -> dict[str, Task]:
    return campaign()


def decide(actor: User, one: Task, other: Task, decision: LinkDecision = SAME, **said: object) -> TaskLink:
    return link_decide(actor=actor, ruling=Ruling(one, other, decision, **said))  # type: ignore[arg-type]


def thread(task: Task) -> list[str]:
    found = Task.objects.filter(pk__in=thread_keys(task.pk, today())).order_by("plan__code", "number")
    return [one.reference for one in found.select_related("plan")]


def test_a_confirmed_link_keeps_what_the_suggestion_said(tasks: dict[str, Task], office: User) -> None:
    link = decide(office, tasks["2020"], tasks["2016"], reason="同一专项行动")
    assert (link.later, link.earlier, link.decided_by) == (tasks["2020"], tasks["2016"], office)
    assert 0.5 < link.score <= 1
    assert link.reasons["titles"] == ["剑网"]
    entry = AuditEntry.objects.get(action="link.decide")
    assert (entry.before, entry.after["link"], entry.after["verdict"]) == ({}, "2016-1", "confirmed")


def test_the_later_task_is_the_same_whichever_way_they_are_named(
    tasks: dict[str, Task], office: User
) -> None:
    link = decide(office, tasks["2014"], tasks["2016"])
    assert (link.later, link.earlier) == (tasks["2016"], tasks["2014"])
    with pytest.raises(Conflict):
        decide(office, tasks["2016"], tasks["2014"], OTHER)


@pytest.mark.parametrize("looked_for", ["2016", "2020"])
def test_its_reasons_say_what_the_later_task_says_whichever_was_looked_for(
    office: User, looked_for: str
) -> None:
    then, now = make_agency("版权局"), make_agency("中央宣传部")
    make_succession(then, now)
    earlier = make_task(make_plan("2016", year=2016), text="治理互联网盗版。", lead=then)
    later = make_task(make_plan("2020", year=2020), text="监管电商平台。", lead=now)
    link = decide(office, *((later, earlier) if looked_for == "2020" else (earlier, later)))
    assert link.later == later
    assert link.reasons["agencies"] == [{"later": "中央宣传部", "earlier": "版权局", "carrier": "中央宣传部"}]
    assert link.reasons["subjects"] == [{"later": "电商", "earlier": "互联网"}]


def test_a_part_that_the_office_took_away_is_no_reason(tasks: dict[str, Task], office: User) -> None:
    part = tasks["2016"].assignments.get()
    assignment_end(actor=office, assignment=part, reason="分工有误")
    assert decide(office, tasks["2020"], tasks["2016"]).reasons["agencies"] == []


def test_confirmed_links_make_a_thread_and_others_do_not(tasks: dict[str, Task], office: User) -> None:
    assert thread(tasks["2016"]) == ["2016-1"]
    decide(office, tasks["2020"], tasks["2016"])
    rejected = decide(office, tasks["2016"], tasks["2014"], OTHER)
    assert thread(tasks["2014"]) == ["2014-1"]
    assert thread(tasks["2020"]) == thread(tasks["2016"]) == ["2016-1", "2020-1"]
    decide(office, tasks["2016"], tasks["2014"], SAME, seen=rejected.pk, reason="看错了")
    decide(office, tasks["2020"], tasks["2014"])
    for task in tasks.values():
        assert thread(task) == ["2014-1", "2016-1", "2020-1"]


def test_a_decision_is_turned_round_with_a_reason_and_every_one_stays(
    tasks: dict[str, Task], office: User
) -> None:
    first = decide(office, tasks["2020"], tasks["2016"])
    with pytest.raises(ValidationError) as refused:
        decide(office, tasks["2020"], tasks["2016"], OPEN, seen=first.pk)
    assert set(refused.value.message_dict) == {"reason"}
    reopened = decide(office, tasks["2020"], tasks["2016"], OPEN, seen=first.pk, reason="再议")
    assert thread(tasks["2020"]) == ["2020-1"]
    decide(office, tasks["2020"], tasks["2016"], OTHER, seen=reopened.pk)
    assert [link.decision for link in TaskLink.objects.all()] == [OTHER, OPEN, SAME]
    assert [link.decision for link in TaskLink.objects.in_force_on(today())] == [OTHER]


@pytest.mark.parametrize("decision", [SAME, OPEN])
def test_what_stands_already_is_not_decided_again(
    tasks: dict[str, Task], office: User, decision: LinkDecision
) -> None:
    seen = decide(office, tasks["2020"], tasks["2016"]).pk if decision == SAME else None
    with pytest.raises(ValidationError) as refused:
        decide(office, tasks["2020"], tasks["2016"], decision, seen=seen, reason="再次")
    assert set(refused.value.message_dict) == {"decision"}


def test_whoever_read_an_older_decision_overwrites_nothing(tasks: dict[str, Task], office: User) -> None:
    first = decide(office, tasks["2020"], tasks["2016"])
    for seen in (None, first.pk + 1):
        with pytest.raises(Conflict) as refused:
            decide(office, tasks["2020"], tasks["2016"], OTHER, seen=seen, reason="不同")
        assert (refused.value.current, refused.value.stale) == (first, True)
    assert TaskLink.objects.count() == 1


def test_tasks_of_one_plan_are_never_linked(office: User) -> None:
    plan = make_plan("2020")
    with pytest.raises(ValidationError):
        decide(office, make_task(plan), make_task(plan))


@pytest.mark.parametrize("role", [Role.STAFF, Role.APPROVER, Role.VIEWER])
def test_nobody_but_the_office_decides(tasks: dict[str, Task], role: Role) -> None:
    with pytest.raises(PermissionDenied):
        decide(make_user(role), tasks["2020"], tasks["2016"])
    with pytest.raises(PermissionDenied):
        links_decide(actor=make_user(role), rulings=[])


def test_many_are_decided_all_or_none_and_each_refusal_names_its_place(
    tasks: dict[str, Task], office: User
) -> None:
    good = Ruling(tasks["2020"], tasks["2016"], SAME)
    with pytest.raises(ValidationError) as refused:
        links_decide(
            actor=office,
            rulings=[
                good,
                Ruling(tasks["2020"], tasks["2014"], OPEN),
                Ruling(tasks["2014"], tasks["2016"], SAME, seen=9),
            ],
        )
    assert set(refused.value.message_dict) == {"1", "2"}
    assert not TaskLink.objects.exists()
    made = links_decide(actor=office, rulings=[good, Ruling(tasks["2016"], tasks["2014"], SAME)])
    assert len(made) == 2
    assert thread(tasks["2014"]) == ["2014-1", "2016-1", "2020-1"]
    with pytest.raises(ValidationError):
        links_decide(actor=office, rulings=[])
