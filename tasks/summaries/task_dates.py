"""The dates, milestones and wordings of one task, each with every change: who, when and why."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Count

from agencies.models import Agency, User
from agencies.picking import Picked, picked
from agencies.slots import Slot, Statement, sees_all, statement
from plans.models import Plan
from plans.rules import manages_plans
from tasks import rules
from tasks.comparison import Piece, text_changes
from tasks.enums import RequestState
from tasks.models import DueDateChange, ExtensionRequest, Task, WordingChange
from tasks.models.milestones import ExtensionRequestQuerySet
from tasks.summaries.milestones import DateHistory, MilestoneRow, date_history, milestone_rows


@dataclass(frozen=True)
class Wording:
    """An adjusted wording, in pieces against the printed text."""

    change: WordingChange
    pieces: Sequence[Piece]


@dataclass(frozen=True)
class RequestRow:
    """A request for a later date and where it was on the day; what this reader may do about it now.

    `granted`: the change that it led to. `current_due_on`: the task's date, which may not be the one that
    stood when it was asked.
    """

    request: ExtensionRequest
    state: RequestState
    granted: DueDateChange | None
    current_due_on: datetime.date | None
    may_decide: bool
    may_withdraw: bool

    @property
    def date_moved(self) -> bool:
        """Whether an open request stands against another date than it was asked for."""
        return self.state == RequestState.ASKED and self.current_due_on != self.request.due_on


@dataclass(frozen=True)
class TaskDates:
    """Everything about the dates and wordings of a task as recorded by the end of a day.

    `wordings`: the latest first, the first one in force. `may_ask`: for which agencies this reader may ask
    for a later date; `asks_too_late`: for some they might, had the date not passed. `is_adjusted` is 已调整:
    its date or its wording was changed by a document.
    """

    due: DateHistory
    milestones: Sequence[MilestoneRow]
    ended: Sequence[MilestoneRow]
    requests: Sequence[RequestRow]
    wordings: Sequence[Wording]
    is_adjusted: bool
    may_ask: Sequence[Agency]
    asks_too_late: bool
    manages: bool

    @property
    def wording(self) -> Wording | None:
        """The adjusted wording in force, None where the printed one is."""
        return next(iter(self.wordings), None)


def task_dates(task: Task, reader: User, day: datetime.date, *, may_change: bool = True) -> TaskDates:
    """The dates of `task` (with its assignments at hand) for `reader`; with `may_change` what they may do."""
    changes: dict[int | None, list[DueDateChange]] = defaultdict(list)
    for change in _changes(day).rows({"task": task.pk}):
        change.task = task
        changes[change.milestone_id].append(change)
    due = date_history(changes.pop(None, []))
    milestones = milestone_rows(task, day, {key: rows for key, rows in changes.items() if key})
    wordings = _wordings(task, day)
    requests = _requests(task, reader, day, due, may_change=may_change)
    may_ask = _may_ask(task, reader, due, requests) if may_change else []
    is_late = due.current is not None and day > due.current
    return TaskDates(
        due=due,
        milestones=[row for row in milestones if not row.has_ended],
        ended=[row for row in milestones if row.has_ended],
        requests=requests,
        wordings=wordings,
        is_adjusted=bool(wordings) or _adjusted(due),
        may_ask=[] if is_late else may_ask,
        asks_too_late=is_late and bool(may_ask),
        manages=may_change and manages_plans(reader),
    )


@lru_cache(maxsize=20)
def _changes(day: datetime.date) -> Picked[DueDateChange]:
    changes = DueDateChange.objects.recorded_by(day).filter(task=Slot("task", Task._meta.pk))
    return picked(changes, ("decided_by", "request", "request__agency"))


@lru_cache(maxsize=20)
def _changes_of_wording(day: datetime.date) -> Picked[WordingChange]:
    changes = WordingChange.objects.recorded_by(day).filter(task=Slot("task", Task._meta.pk))
    return picked(changes, ("decided_by",))


def wording_of(task: Task, day: datetime.date) -> Wording | None:
    """The adjusted wording in force on `day`; None where the printed one is."""
    change = WordingChange.objects.in_force_on(day).filter(task=task).select_related("decided_by").first()
    return Wording(change, text_changes(task.text, change.text)) if change else None


def _wordings(task: Task, day: datetime.date) -> list[Wording]:
    found = []
    for change in _changes_of_wording(day).rows({"task": task.pk}):
        change.task = task
        found.append(Wording(change, text_changes(task.text, change.text)))
    return found


def _adjusted(due: DateHistory) -> bool:
    """As `DueDateChangeQuerySet.adjusting` says in SQL: a date that stood was changed by a document."""
    stood = False
    for change in reversed(due.changes):
        if stood and change.document_number:
            return True
        stood = stood or change.due_on is not None
    return False


def _requests(
    task: Task, reader: User, day: datetime.date, due: DateHistory, *, may_change: bool
) -> list[RequestRow]:
    granted = {change.request_id: change for change in due.changes if change.request_id}
    rows = ExtensionRequest.objects.visible_to(reader).recorded_by(day).filter(task=task)
    rows = rows.select_related("task__plan", "agency", "asked_by", "decided_by", "granted_change")
    return [
        request_row(request, reader, day, due.current, granted.get(request.pk), may_change=may_change)
        for request in rows.order_by("-asked_at", "-pk")
    ]


def request_row(
    request: ExtensionRequest,
    reader: User,
    day: datetime.date,
    due_on: datetime.date | None,
    granted: DueDateChange | None = None,
    *,
    may_change: bool = True,
) -> RequestRow:
    """A request as `reader` sees it on `day`, when the task is due on `due_on`."""
    is_open = may_change and request.state == RequestState.ASKED
    return RequestRow(
        request=request,
        state=request.state_on(day),
        granted=granted,
        current_due_on=due_on,
        may_decide=is_open and rules.can_decide_extension(reader, request),
        may_withdraw=is_open and rules.can_withdraw_extension(reader, request),
    )


def _may_ask(task: Task, reader: User, due: DateHistory, requests: Sequence[RequestRow]) -> list[Agency]:
    """For which agencies, until the date itself: none while a request that the reader sees is open."""
    if due.current is None or any(row.state == RequestState.ASKED for row in requests):
        return []
    return [
        part.agency
        for part in task.assignments.all()
        if part.in_force_until is None and rules.can_ask_extension(reader, task, part.agency)
    ]


def extensions_awaiting(user: User) -> ExtensionRequestQuerySet:
    """Requests that wait for this person's decision: the office's, but not what they asked for themselves."""
    requests = _of_others(ExtensionRequest.objects.visible_to(user), user.pk)
    return requests if manages_plans(user) else requests.none()


def extensions_of_plan(user: User, plan: Plan) -> int:
    """How many of these are about tasks of `plan`."""
    visible = ExtensionRequest.objects.visible_to(user)
    if not (manages_plans(user) and sees_all(visible)):
        return extensions_awaiting(user).filter(task__plan=plan).count()
    found = _number_of_plan(visible.db).rows({"user": user.pk, "plan": plan.pk})
    return sum(number for (number,) in found)


@lru_cache(maxsize=2)
def _number_of_plan(database: str) -> Statement:
    waiting = _of_others(ExtensionRequest.objects.using(database), Slot("user", User._meta.pk))
    of_plan = waiting.filter(task__plan=Slot("plan", Plan._meta.pk)).order_by().values("task__plan")
    return statement(of_plan.annotate(number=Count("pk")).values_list("number"), lasts=True)


def _of_others(requests: ExtensionRequestQuerySet, user: int | Slot) -> ExtensionRequestQuerySet:
    return requests.open().exclude(asked_by=user)


def open_requests(reader: User, day: datetime.date) -> list[RequestRow]:
    """Requests that `reader` may see and nobody has decided about, the date that is nearest first."""
    rows = ExtensionRequest.objects.visible_to(reader).open()
    requests = list(
        rows.select_related("task__plan", "agency", "asked_by").order_by("due_on", "asked_at", "pk")
    )
    tasks = [request.task_id for request in requests]
    changes = DueDateChange.objects.of_tasks().recorded_by(day).filter(task__in=tasks)
    dates = dict(changes.order_by("decided_at", "pk").values_list("task", "due_on"))
    return [request_row(request, reader, day, dates.get(request.task_id)) for request in requests]
