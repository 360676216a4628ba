"""Generated rows for tests that recount: every mode, role, state and day, from a seed."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from random import Random

from agencies.enums import Role
from agencies.models import Agency
from plans.models import Plan
from tasks.enums import AssignmentBasis, AssignmentRole, LightColour, Status
from tasks.models import Submission, Task
from tests.factories import (
    accept,
    confirm,
    make_agency,
    make_assignment,
    make_light_by_hand,
    make_plan,
    make_report,
    make_round,
    make_section,
    make_task,
    make_user,
    moment,
    reopen,
    return_,
    set_due_date,
    take_back,
)

FIRST = datetime.date(2020, 1, 6)
DAY = datetime.date(2020, 6, 15)


@dataclass(frozen=True)
class World:
    """What was made: one plan that is tracked and one that is not, and their agencies."""

    plans: list[Plan]
    agencies: list[Agency]


def make_world(seed: int, *, tasks: int = 14, agencies: int = 6) -> World:
    """Two plans with `tasks` tasks each, given, due and reported on at random; some facts lie after `DAY`."""
    random = Random(seed)  # noqa: S311
    bodies = [make_agency() for _ in range(agencies)]
    plans = [make_plan(year=2020, tracked_from=FIRST), make_plan(year=2016)]
    for plan in plans:
        tops = [make_section(plan, str(number)) for number in (1, 2)]
        sections = [*tops, make_section(plan, "1.1", parent=tops[0])]
        for number in range(1, tasks + 1):
            held = random.sample(bodies, random.randint(1, 4))
            leads = random.choice([0, 1, 1, 2])
            by_duty = not leads and random.random() < 0.7
            task = make_task(
                plan,
                number,
                section=random.choice(sections),
                lead=held[:leads],
                participating=[] if by_duty or not leads else held[leads:],
                by_duty=held if by_duty else [],
                due_on=random.choice([None, FIRST, DAY, DAY + datetime.timedelta(days=90)]),
            )
            _report_on(task, random)
            _change_later(task, random)
        _ask_about(plan, random)
    return World(plans, bodies)


def _ask_about(plan: Plan, random: Random) -> None:
    """Two rounds about some of the tasks, and what was handed in while they were open answers them."""
    for opens_on in (FIRST + datetime.timedelta(days=20), FIRST + datetime.timedelta(days=90)):
        due_on = opens_on + datetime.timedelta(days=30)
        asked = random.sample(list(plan.tasks.all()), plan.tasks.count() // 2)
        made = make_round(plan, asked, opens_on=opens_on, due_on=due_on)
        submitted = Submission.objects.filter(task__in=asked, submitted_at__gte=moment(opens_on))
        submitted.filter(submitted_at__lt=moment(due_on)).update(round=made)
    for task in random.sample(list(plan.tasks.all()), 3):
        make_light_by_hand(task, random.choice(list(LightColour)), DAY, FIRST)


def _report_on(task: Task, random: Random) -> None:
    author = make_user(Role.OFFICE)
    for part in task.assignments.select_related("agency"):
        when = FIRST
        for _ in range(random.choice([0, 1, 2])):
            when += datetime.timedelta(days=random.randint(1, 110))
            status = random.choice(list(Status))
            decided = moment(when + datetime.timedelta(days=random.randint(0, 20)))
            report = make_report(task, part.agency, status=status, author=author, submitted_at=moment(when))
            fate = random.random()
            if fate < 0.6 and part.role == AssignmentRole.PARTICIPATING:
                accept(report, decided)
            elif fate < 0.6:
                confirm(report, decided, status=random.choice([None, *Status]))
                if random.random() < 0.2:
                    reopen(report, decided + datetime.timedelta(days=random.randint(1, 40)))
            elif fate < 0.8:
                return_(report, decided)
            else:
                if random.choice([True, False]):
                    take_back(report, moment(when + datetime.timedelta(days=random.randint(1, 60))))
                break


def _change_later(task: Task, random: Random) -> None:
    """The office changes its mind: about who has what, and until when."""
    moment_of_change = moment(FIRST + datetime.timedelta(days=random.randint(1, 200)))
    for part in list(task.assignments.select_related("agency")):
        if random.random() < 0.15:
            part.in_force_until = moment_of_change
            part.save()
            make_assignment(
                task,
                part.agency,
                random.choice(list(AssignmentRole)),
                basis=AssignmentBasis.OFFICE,
                in_force_from=moment_of_change,
            )
    if random.random() < 0.3:
        set_due_date(task, random.choice([None, FIRST, DAY]), moment_of_change)
