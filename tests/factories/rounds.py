"""Reporting rounds, and whom the office reminded in them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from agencies.enums import Role
from agencies.models import Agency
from plans.models import Plan
from tasks.enums import RoundStep
from tasks.models import Chase, ReportingRound, RoundDecision, RoundTask, Task
from tests.factories.people import make_user, moment


def make_round(
    plan: Plan,
    tasks: Sequence[Task] = (),
    *,
    name: str = "",
    opens_on: datetime.date = datetime.date(2020, 4, 1),
    due_on: datetime.date = datetime.date(2020, 4, 15),
    closed_on: datetime.date | None = None,
) -> ReportingRound:
    """A round about `tasks`, decided at the start of its first day, closed if said."""
    office = make_user(Role.OFFICE, display_name="统筹员乙")
    made = ReportingRound.objects.create(
        plan=plan,
        name=name or f"第{plan.reporting_rounds.count() + 1}期",
        opens_on=opens_on,
        opened_at=moment(opens_on),
        opened_by=office,
    )
    RoundTask.objects.bulk_create([RoundTask(round=made, task=task) for task in tasks])
    steps = [(RoundStep.OPEN, opens_on), (RoundStep.CLOSE, closed_on)]
    for step, day in steps:
        if day:
            RoundDecision.objects.create(
                round=made, step=step, due_on=due_on, decided_at=moment(day), decided_by=office
            )
    return made


def close_round(made: ReportingRound, day: datetime.date) -> RoundDecision:
    """The office closes it at nine o'clock on `day`, and leaves its due date as it is."""
    due_on = made.decisions.latest("decided_at").due_on
    return RoundDecision.objects.create(
        round=made, step=RoundStep.CLOSE, due_on=due_on, decided_at=moment(day), decided_by=made.opened_by
    )


def make_chase(reporting_round: ReportingRound, agency: Agency, *, note: str = "") -> Chase:
    """The office reminded the agency on the first day of the round of all that it asks; not acknowledged."""
    chase = Chase.objects.create(
        round=reporting_round,
        agency=agency,
        note=note,
        chased_on=reporting_round.opens_on,
        chased_at=moment(reporting_round.opens_on),
        chased_by=reporting_round.opened_by,
    )
    chase.tasks.set(reporting_round.tasks.filter(assignments__agency=agency))
    return chase


def extend_round(made: ReportingRound, due_on: datetime.date, day: datetime.date) -> RoundDecision:
    """The office puts the due date off, decided at nine o'clock on `day`."""
    return RoundDecision.objects.create(
        round=made,
        step=RoundStep.EXTEND,
        due_on=due_on,
        reason="补充材料。",
        decided_at=moment(day),
        decided_by=made.opened_by,
    )
