"""Opening, extending and closing reporting rounds."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.errors import Conflict
from agencies.models import User
from agencies.remarks import remark
from plans.models import Plan
from plans.rules import manages_plans
from tasks import notifications
from tasks.enums import DerivedStatus, RoundStep
from tasks.models import Assignment, ProgressReport, ReportingRound, RoundDecision, RoundTask, Task
from tasks.models.task import TaskQuerySet
from tasks.services.consolidation import tasks_locked
from tasks.services.notices import notices_add
from tasks.services.standings import standings_refresh

SETTLED = (DerivedStatus.COMPLETED, DerivedStatus.DROPPED)
"""Statuses of a task about which nobody is asked unless the office chooses it."""


def askable(plan: Plan, day: datetime.date) -> TaskQuerySet:
    """The tasks of `plan` that a round asks about by default: assigned, and neither completed nor dropped."""
    given = Assignment.objects.current().filter(task=OuterRef("pk"))
    tasks = Task.objects.filter(Exists(given), plan=plan).with_standing(day)
    return tasks.exclude(Q(status__in=SETTLED)).order_by("number")


class RoundClosed(Conflict):
    """The round that a draft was written for was closed before it was handed in."""


@transaction.atomic
def round_open(
    *,
    actor: User,
    plan: Plan,
    name: str,
    opens_on: datetime.date,
    due_on: datetime.date,
    day: datetime.date,
    tasks: Sequence[Task] | None = None,
    is_demo: bool = False,
) -> ReportingRound:
    """Ask everyone with a part in `tasks` (None: those `askable` on `day`) for a report until `due_on`.

    A plan has one round at a time that is not closed (`Conflict`). Nothing is asked of a plan that is not
    tracked, nor until a day that has passed (`ValidationError`).
    """
    _only_office(actor)
    Plan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    _one_at_a_time(plan, day)
    _checked(plan, name.strip(), opens_on, due_on, day)
    asked = tasks_locked(askable(plan, day) if tasks is None else tasks)
    if not asked or any(task.plan_id != plan.pk for task in asked):
        raise ValidationError({"tasks": _("Choose at least one task of this plan.")})
    now = timezone.now()
    opened = ReportingRound.objects.create(
        plan=plan, name=name.strip(), opens_on=opens_on, opened_at=now, opened_by=actor, is_demo=is_demo
    )
    RoundTask.objects.bulk_create([RoundTask(round=opened, task=task) for task in asked])
    _decide(actor, opened, RoundStep.OPEN, due_on, "", {"name": opened.name, "tasks": len(asked)})
    return opened


@transaction.atomic
def round_extend(
    *, actor: User, reporting_round: ReportingRound, due_on: datetime.date, reason: str, day: datetime.date
) -> RoundDecision:
    """Give more time, with a reason; this also reopens a closed round."""
    _only_office(actor)
    last = round_held(reporting_round)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the round is extended.")})
    if due_on <= last.due_on or due_on < day:
        raise ValidationError(
            {"due_on": _("Choose a day after %(day)s that has not passed.") % {"day": last.due_on}}
        )
    if last.step == RoundStep.CLOSE:
        _one_at_a_time(reporting_round.plan, day)
    return _decide(actor, reporting_round, RoundStep.EXTEND, due_on, remark(reason), {"before": last.due_on})


@transaction.atomic
def round_close(*, actor: User, reporting_round: ReportingRound, reason: str = "") -> RoundDecision:
    """End a round: what was not submitted counts as missed; drafts stay with their agencies."""
    _only_office(actor)
    last = _last(reporting_round)
    if last.step == RoundStep.CLOSE:
        raise Conflict(_("This round is closed already."))
    return _decide(actor, reporting_round, RoundStep.CLOSE, last.due_on, remark(reason), {})


def open_round_of(task: Task, day: datetime.date) -> ReportingRound | None:
    """The round open on `day` that asks about `task`, with its due date; None where none does."""
    return ReportingRound.objects.open_on(day).filter(asked__task=task).first()


def round_answered(
    report: ProgressReport, asked_by: int | None, *, outside_round: bool
) -> ReportingRound | None:
    """The round that the report answers when handed in now; raises `RoundClosed` where its own was closed."""
    current = open_round_of(report.task, timezone.localdate())
    if current or outside_round:
        return current
    asked = ReportingRound.objects.filter(
        Q(pk=report.round_id) | Q(pk=asked_by, asked__task=report.task)
    ).first()
    if asked is None:
        return None
    decision = asked.decisions.all()[0]
    raise RoundClosed(
        _(
            "The round “%(name)s” was closed at %(moment)s. Your text is kept as a draft; you can submit it "
            "outside the round, or ask the office to extend it."
        )
        % {"name": asked, "moment": f"{timezone.localtime(decision.decided_at):%Y-%m-%d %H:%M}"},
        current=report,
    )


def _only_office(actor: User) -> None:
    if not manages_plans(actor):
        raise PermissionDenied(_("Only the coordination office opens and closes rounds."))


def _one_at_a_time(plan: Plan, day: datetime.date) -> None:
    current = ReportingRound.objects.unclosed_on(day).filter(plan=plan).first()
    if current:
        raise Conflict(
            _("The round “%(name)s” of this plan is not closed yet; close it first.") % {"name": current.name}
        )


def _checked(
    plan: Plan, name: str, opens_on: datetime.date, due_on: datetime.date, day: datetime.date
) -> None:
    errors = {}
    if not name:
        errors["name"] = _("Give the round a name, such as 2026年第三季度.")
    elif ReportingRound.objects.filter(plan=plan, name=name).exists():
        errors["name"] = _("A round of this plan has that name already.")
    if due_on < opens_on or due_on < day:
        errors["due_on"] = _("The round cannot be due before it opens, nor on a day that has passed.")
    if errors:
        raise ValidationError(errors)
    tracked_from = Plan.objects.with_tracking(day).get(pk=plan.pk).tracked_from
    if tracked_from is None:
        raise ValidationError(_("Open the tracking of this plan before its first round."))


def round_held(reporting_round: ReportingRound) -> RoundDecision:
    """The decision in force, with the rows locked for another that may be about any round of the plan.

    The plan before its round, as where one is opened: a closed one is not reopened beside a new one.
    """
    Plan.objects.select_for_update(no_key=True).get(pk=reporting_round.plan_id)
    return _last(reporting_round)


def _last(reporting_round: ReportingRound) -> RoundDecision:
    """The decision in force; the round's row is locked so that decisions queue, but no report for it."""
    row = ReportingRound.objects.select_for_update(no_key=True).get(pk=reporting_round.pk)
    return row.decisions.all()[0]


def _decide(
    actor: User,
    reporting_round: ReportingRound,
    step: RoundStep,
    due_on: datetime.date,
    reason: str,
    details: dict[str, object],
) -> RoundDecision:
    decision = RoundDecision.objects.create(
        round=reporting_round,
        step=step,
        due_on=due_on,
        reason=reason,
        decided_at=timezone.now(),
        decided_by=actor,
    )
    before = {"due_on": details.pop("before")} if "before" in details else {}
    after = {**details, "due_on": due_on, "reason": reason}
    if step == RoundStep.OPEN:
        record(actor=actor, action="round.open", target=reporting_round, after=after)
    elif step == RoundStep.EXTEND:
        record(actor=actor, action="round.extend", target=reporting_round, before=before, after=after)
    else:
        record(actor=actor, action="round.close", target=reporting_round, after=after)
    standings_refresh(tasks=reporting_round.asked.values_list("task", flat=True))
    notices_add(notifications.about_round(decision))
    return decision
