"""What a load changes and services write too: found first, then held at once, in the order of services."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet

from plans.models import Plan, Section
from tasks.importing.assignments import tasks_with_other_parts
from tasks.importing.rows import Resolver, Rows, otherwise
from tasks.models import Task, TaskStanding, TaskTransfer
from tasks.services.consolidation import tasks_locked

TRANSFER = ("task", "from_agency", "to_agency", "function", "effective_on", "source")


def tasks_settled(files: Collection[Rows]) -> set[int]:
    """Hold the plans and tasks that `files` change; the keys of the other tasks of these plans.

    Plans before tasks, and each in the order of their keys, as services lock them: of a load and a service
    that writes about several tasks, also of several plans, one waits for the other and neither ends in a ring
    of locks. The kept rows of state follow, which jobs lock in that order too. Nobody waits who writes about
    a task that stays as it is. Agencies come before plans, and are loaded when this is called.
    """
    resolver = Resolver()
    plan_rows = [row for rows in files for row in rows["plans.plan"]]
    section_rows = [row for rows in files for row in rows["plans.section"]]
    codes = [row.fields["code"] for row in plan_rows]
    plans = {plan.code: plan for plan in Plan.objects.select_related("document").filter(code__in=codes)}
    amended = otherwise(plan_rows, plans.values(), resolver)
    documents = Section.objects.filter(document__plan__in=plans.values()).select_related("document")
    retitled = otherwise(section_rows, documents, resolver, names={"title", "parent"})
    tasks = Task.objects.filter(plan__in=plans.values())
    # What a plan says of its leads gives all its agencies their roles; what is searched of a task has the
    # titles of its section and of the one above.
    follow = Q(plan__in=amended) | Q(section__in=retitled) | Q(section__parent__in=retitled)
    changed = set(tasks.filter(follow).values_list("pk", flat=True))
    for rows in files:
        for row in rows["plans.plan"]:
            if row.fields["code"] in plans:
                changed |= _changed(plans[row.fields["code"]], rows, resolver)
    _hold(Plan.objects.filter(pk__in=[plan.pk for plan in amended]))
    tasks_locked(tasks.filter(pk__in=changed))
    _hold(TaskStanding.objects.filter(pk__in=changed))
    return set(tasks.values_list("pk", flat=True)) - changed


def _changed(plan: Plan, rows: Rows, resolver: Resolver) -> set[int]:
    """The tasks of `plan` that go, say something else, or get other agencies or transfers."""
    there = {task.natural_key(): task for task in plan.tasks.select_related("plan", "section")}
    parts, transfers = (
        [row for row in rows[label] if tuple(row.fields["task"]) in there]
        for label in ("tasks.assignment", "tasks.tasktransfer")
    )
    wanted = {tuple(resolver.values(row)[name] for name in TRANSFER) for row in transfers}
    known = {
        tuple(getattr(row, name) for name in TRANSFER)
        for row in TaskTransfer.objects.filter(task__plan=plan).select_related(
            "task", "from_agency", "to_agency"
        )
    }
    return (
        {task.pk for task in otherwise(rows["tasks.task"], there.values(), resolver)}
        | tasks_with_other_parts(plan, parts, resolver)
        | {task.pk for task, *_transfer in wanted ^ known}
    )


def _hold(rows: QuerySet[Any]) -> None:
    list(rows.order_by("pk").select_for_update(no_key=True, of=("self",)).values_list("pk"))
