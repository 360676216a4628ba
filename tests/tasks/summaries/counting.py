"""Totals of a plan counted task by task."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence

from plans.models import Plan, Section
from tasks.enums import NEEDS_NO_DATE, DerivedStatus, LightColour
from tasks.models import RoundEnd, Task, TaskStanding
from tasks.summaries.plans import PlanTotals, SectionTotals, Totals, plan_totals


def totals_by_facts(plan: Plan, day: datetime.date) -> PlanTotals:
    """What `plan_totals` is to say, from what each task is by its facts."""
    tasks = list(Task.objects.filter(plan=plan).with_state(day).select_related("section"))
    sections = []
    for section in Section.objects.filter(document=plan.document_id, parent=None):
        held = [task for task in tasks if section.pk in {task.section_id, task.section.parent_id}]
        sections.append(SectionTotals(**vars(_totals(held)), section=section))
    marked = RoundEnd.objects.filter(round__plan=plan, is_marked=True).first()
    before = marked.red if marked else []
    return PlanTotals(
        **vars(_totals(tasks)),
        unassigned=sum(task.mode == "unassigned" for task in tasks),
        undated=sum(task.due_on is None and task.status not in NEEDS_NO_DATE for task in tasks),
        still_red=None
        if TaskStanding.objects.later_than(day).exists()
        else sum(task.light == LightColour.RED and task.pk in before for task in tasks),
        sections=sections,
    )


def assert_counted(plan: Plan, day: datetime.date) -> None:
    """What `plan_totals` says is what the facts say."""
    said, facts = plan_totals(plan, day), totals_by_facts(plan, day)
    assert (said, said.still_red) == (facts, facts.still_red), day


def _totals(tasks: Sequence[Task]) -> Totals:
    statuses, lights = Counter(task.status for task in tasks), Counter(task.light for task in tasks)
    return Totals(
        len(tasks),
        {status: statuses[status] for status in DerivedStatus},
        {light: lights[light] for light in LightColour},
    )
