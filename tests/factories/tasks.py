"""Tasks, whose they are, whose they became, and until when."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from agencies.enums import Role
from agencies.models import Agency
from plans.models import Plan, Section
from tasks.enums import AssignmentBasis, AssignmentRole, LinkDecision
from tasks.models import Assignment, DueDateChange, Task, TaskLink, TaskTransfer
from tests.factories.people import make_user, moment
from tests.factories.plans import make_plan, make_section, print_at_end


def make_task(
    plan: Plan | None = None,
    number: int | None = None,
    *,
    section: Section | None = None,
    text: str = "",
    lead: Agency | Sequence[Agency] = (),
    participating: Sequence[Agency] = (),
    by_duty: Sequence[Agency] = (),
    due_on: datetime.date | None = None,
    marked_by_duty: bool = False,
    open_ended: bool = False,
) -> Task:
    """A task printed at the end of its plan's document, given to those agencies by the plan's note."""
    plan = plan or make_plan()
    number = number or plan.tasks.count() + 1
    leads = [lead] if isinstance(lead, Agency) else list(lead)
    names = "、".join(agency.name for agency in [*leads, *participating, *by_duty])
    text = text or f"推进第{number}项工作。"
    bracket = f"（{names}负责）" if names else ""
    section = section or make_section(plan)
    start, end = print_at_end(plan.document, text + bracket)
    task = Task.objects.create(
        plan=plan,
        section=section,
        number=number,
        text=text,
        assignment_text=bracket,
        assignment_start=start + len(text) if bracket else None,
        assignment_end=end if bracket else None,
        marked_by_duty=marked_by_duty,
        open_ended=open_ended,
        start=start,
        end=start + len(text),
    )
    for role, agencies in (
        (AssignmentRole.LEAD, leads),
        (AssignmentRole.PARTICIPATING, participating),
        (AssignmentRole.BY_DUTY, by_duty),
    ):
        for agency in agencies:
            make_assignment(task, agency, role)
    if due_on:
        set_due_date(task, due_on)
    return task


def make_assignment(
    task: Task,
    agency: Agency,
    role: AssignmentRole = AssignmentRole.LEAD,
    *,
    basis: AssignmentBasis = AssignmentBasis.RULE,
    name_as_written: str = "",
    in_force_from: datetime.datetime | None = None,
    in_force_until: datetime.datetime | None = None,
) -> Assignment:
    """The agency's part in the task, after those already there; basis `office` is signed."""
    office = basis == AssignmentBasis.OFFICE
    return Assignment.objects.create(
        task=task,
        agency=agency,
        role=role,
        position=task.assignments.count() + 1,
        name_as_written=name_as_written or agency.name,
        basis=basis,
        in_force_from=in_force_from or (moment(datetime.date(2020, 1, 1)) if office else None),
        in_force_until=in_force_until,
        decided_by=make_user(Role.OFFICE) if office else None,
    )


def make_transfer(
    task: Task,
    from_agency: Agency,
    to_agency: Agency,
    effective_on: datetime.date = datetime.date(2018, 3, 21),
) -> TaskTransfer:
    """The task's work left `from_agency` for another than its default successor."""
    return TaskTransfer.objects.create(
        task=task,
        from_agency=from_agency,
        to_agency=to_agency,
        function="商标管理",
        effective_on=effective_on,
        source="test",
    )


def make_task_link(
    later: Task,
    earlier: Task,
    decision: LinkDecision = LinkDecision.CONFIRMED,
    decided_at: datetime.datetime | None = None,
) -> TaskLink:
    """The office said so in 2020 unless said otherwise."""
    return TaskLink.objects.create(
        later=later,
        earlier=earlier,
        decision=decision,
        score=0.5,
        reasons={"phrases": [], "titles": [], "subjects": [], "agencies": [], "nearest": True},
        decided_at=decided_at or moment(datetime.date(2020, 1, 1)),
        decided_by=make_user(Role.OFFICE),
    )


def set_due_date(
    task: Task,
    due_on: datetime.date | None,
    decided_at: datetime.datetime | None = None,
    *,
    document_number: str = "",
) -> DueDateChange:
    """The office's due date of the task, decided at the start of 2020 unless said otherwise."""
    return DueDateChange.objects.create(
        task=task,
        due_on=due_on,
        document_number=document_number,
        decided_at=decided_at or moment(datetime.date(2020, 1, 1)),
        decided_by=make_user(Role.OFFICE),
    )
