"""年度接续: the office says whether tasks of different plans are the same work; nothing links itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.errors import Conflict
from agencies.models import User
from agencies.remarks import remark, require_reason
from plans.clock import today
from plans.rules import manages_plans
from tasks.enums import LinkDecision
from tasks.models import Task, TaskLink
from tasks.models.links import by_year
from tasks.services.consolidation import tasks_locked
from tasks.summaries.links import PlanPair, reasons_as_json


@dataclass(frozen=True)
class Ruling:
    """What is to be decided about two tasks; `seen`: the decision in force that was read (its key).

    The task that was looked for in the other's plan is `later`, whichever is older.
    """

    later: Task
    earlier: Task
    decision: LinkDecision
    seen: int | None = None
    reason: str = ""

    def __str__(self) -> str:
        first, second = by_year(self.later, self.earlier)
        return f"{first} – {second}"


@transaction.atomic
def link_decide(*, actor: User, ruling: Ruling) -> TaskLink:
    """Say whether two tasks are the same work, or that it is open again; every decision stays on record.

    Raises `Conflict` with the decision in force where it is not the one that was read, and `ValidationError`
    where two tasks cannot be linked, nothing would change, or a decision changes without a reason.
    """
    _only_office(actor)
    tasks_locked([ruling.later, ruling.earlier])
    return _decide(actor, ruling, {})


@transaction.atomic
def links_decide(*, actor: User, rulings: Sequence[Ruling]) -> list[TaskLink]:
    """The same of many pairs, all or none of them.

    Raises `ValidationError` by the index of each ruling that is refused, where no index is: of all.
    """
    _only_office(actor)
    if not rulings:
        raise ValidationError(_("Tick at least one pair."))
    tasks_locked([task for ruling in rulings for task in (ruling.later, ruling.earlier)])
    made: list[TaskLink] = []
    refused: dict[str, list[str]] = {}
    pairs: dict[tuple[int, int], PlanPair] = {}
    for place, ruling in enumerate(rulings):
        try:
            made.append(_decide(actor, ruling, pairs))
        except ValidationError as refusal:
            refused[str(place)] = refusal.messages
        except Conflict as conflict:
            refused[str(place)] = [conflict.message]
    if refused:
        raise ValidationError(refused)
    return made


def _only_office(actor: User) -> None:
    if not manages_plans(actor):
        raise PermissionDenied(_("Only the coordination office decides which tasks are the same work."))


def _decide(actor: User, ruling: Ruling, pairs: dict[tuple[int, int], PlanPair]) -> TaskLink:
    """Write the decision about two locked tasks; `pairs` keeps the plans that were compared already."""
    earlier, later = by_year(ruling.later, ruling.earlier)
    if later.plan_id == earlier.plan_id:
        raise ValidationError(_("Two tasks of one plan are not one work carried on."))
    last = TaskLink.objects.filter(later=later, earlier=earlier).select_related("decided_by").first()
    _check(last, ruling)
    plans = (ruling.later.plan_id, ruling.earlier.plan_id)
    if plans not in pairs:
        pairs[plans] = PlanPair(ruling.later.plan, ruling.earlier.plan, actor, today())
    pair = pairs[plans]
    suggestion = pair.suggestion(pair.index.pair(ruling.later.reference, ruling.earlier.reference))
    reasons = suggestion.reasons if later == ruling.later else suggestion.reasons.turned()
    made = TaskLink.objects.create(
        later=later,
        earlier=earlier,
        decision=ruling.decision,
        reason=remark(ruling.reason),
        score=suggestion.score,
        reasons=reasons_as_json(reasons),
        decided_at=timezone.now(),
        decided_by=actor,
    )
    record(
        actor=actor,
        action="link.decide",
        target=later,
        before={"verdict": last.decision} if last else {},
        after={
            "link": earlier.reference,
            "verdict": made.decision,
            "score": f"{made.score:.2f}",
            "reason": made.reason,
        },
    )
    return made


def _check(last: TaskLink | None, ruling: Ruling) -> None:
    if (last.pk if last else None) != ruling.seen:
        raise Conflict(
            _("Somebody decided about this pair meanwhile. Look at it again."), current=last, stale=True
        )
    before = last.decision if last else LinkDecision.REOPENED
    if before == ruling.decision:
        raise ValidationError({"decision": _("That is how it stands already.")})
    if before != LinkDecision.REOPENED:
        require_reason(ruling.reason)
