"""Suggested links between two plans: the score and reasons of each, and what the office decided."""

from __future__ import annotations

import datetime
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.db.models import QuerySet

from agencies.fulltext.marking import Piece
from agencies.models import Agency, User
from plans.models import Plan
from tasks.enums import LinkDecision
from tasks.lineage import TaskLineage
from tasks.linking.nearness import Index, Near
from tasks.linking.reasons import Reasons, marked, reasons_for
from tasks.linking.wordings import Carried, Wording
from tasks.models import Assignment, Task, TaskLink
from tasks.models.links import by_year

EVERY_DECISION = (None, LinkDecision.CONFIRMED, LinkDecision.REJECTED)

MOST = 5
"""So many suggestions are shown of one task, besides those that are decided."""


@dataclass(frozen=True)
class Side:
    """One task of a pair, its text cut where what is shared begins and ends."""

    task: Task
    text: Sequence[Piece]


@dataclass(frozen=True)
class Suggestion:
    """A pair of tasks, how near they are and why, both texts with what is shared, and what was decided."""

    later: Task
    earlier: Task
    score: float
    reasons: Reasons
    later_text: Sequence[Piece]
    earlier_text: Sequence[Piece]
    link: TaskLink | None

    @property
    def decision(self) -> LinkDecision | None:
        """What holds; None where nothing was decided, or it is open again."""
        return _holding(self.link)

    @property
    def by_year(self) -> list[Side]:
        """Both tasks, that of the earlier year first, whichever plan was gone through."""
        texts = {self.later: self.later_text, self.earlier: self.earlier_text}
        return [Side(task, texts[task]) for task in by_year(self.later, self.earlier)]

    @property
    def reasons_by_year(self) -> Reasons:
        """The reasons in the same order."""
        return self.reasons if self.by_year[0].task == self.earlier else self.reasons.turned()

    @property
    def name(self) -> str:
        """How people name the pair."""
        return " – ".join(side.task.reference for side in self.by_year)

    @property
    def key(self) -> str:
        """How a page names the pair."""
        return f"{self.later.reference}_{self.earlier.reference}"

    @property
    def ticked_as(self) -> str:
        """How a form names it."""
        return f"{self.later.reference}:{self.earlier.reference}"

    @property
    def pair(self) -> str:
        """The same with the decision that was read, if any."""
        return f"{self.ticked_as}:{self.link.pk if self.link else ''}"


@dataclass(frozen=True)
class TaskSuggestions:
    """The suggestions for one task of the later plan, the best first."""

    task: Task
    near: Sequence[Near]
    pair: PlanPair

    @cached_property
    def suggestions(self) -> Sequence[Suggestion]:
        """Those in `near` with their reasons, which take most of the time to find."""
        return [self.pair.suggestion(near) for near in self.near]


class PlanPair:
    """Two plans side by side, of which the tasks of one are looked for in the other.

    `later` is the one whose tasks are gone through, whichever is older. Six queries, and then any number of
    tasks.
    """

    def __init__(self, later: Plan, earlier: Plan, reader: User, day: datetime.date) -> None:
        visible = Task.objects.visible_to(reader).filter(plan__in=[later, earlier])
        tasks = visible.select_related("plan").order_by("plan", "number")
        self.tasks = {task.reference: task for task in tasks}
        agencies = _carried(visible, day)
        sides: dict[int, list[Wording]] = {later.pk: [], earlier.pk: []}
        for task in self.tasks.values():
            wording = Wording(task.reference, task.text, tuple(agencies.get(task.pk, ())))
            sides[task.plan_id].append(wording)
        self.index = _index(tuple(sides[later.pk]), tuple(sides[earlier.pk]))
        decided = TaskLink.objects.visible_to(reader).between(later.pk, earlier.pk).in_force_on(day)
        self._links = {
            frozenset((link.later_id, link.earlier_id)): link for link in decided.select_related("decided_by")
        }

    def suggestion(self, near: Near) -> Suggestion:
        """`near` with its reasons and what was decided."""
        reasons = reasons_for(near, self.index)
        later, earlier = self.tasks[near.later.reference], self.tasks[near.earlier.reference]
        return Suggestion(
            later=later,
            earlier=earlier,
            score=near.score,
            reasons=reasons,
            later_text=marked(later.text, reasons),
            earlier_text=marked(earlier.text, reasons),
            link=self._link_of(near),
        )

    def of_task(
        self, task: Task, threshold: float, decisions: Iterable[LinkDecision | None]
    ) -> TaskSuggestions:
        """What is suggested for a task of the later plan from `threshold` on, and all that was decided."""
        nears = self.index.suggestions(task.reference, MOST)
        shown = {near.earlier.reference: near for near in nears if near.score >= threshold}
        for other in self._decided_with(task.pk):
            shown.setdefault(other, self.index.pair(task.reference, other))
        wanted = set(decisions)
        found = [near for near in shown.values() if _holding(self._link_of(near)) in wanted]
        return TaskSuggestions(task, found, self)

    def _link_of(self, near: Near) -> TaskLink | None:
        later, earlier = self.tasks[near.later.reference], self.tasks[near.earlier.reference]
        return self._links.get(frozenset((later.pk, earlier.pk)))

    def has_decisions(self, task: Task, decisions: Iterable[LinkDecision | None]) -> bool:
        """Whether any of `decisions` is what holds of a pair with `task`."""
        wanted = {*decisions}
        return any(link.decision in wanted for pair, link in self._links.items() if task.pk in pair)

    def _decided_with(self, task: int) -> list[str]:
        """The tasks of the earlier plan about which something was decided with `task`."""
        keys = {key for pair in self._links if task in pair for key in pair - {task}}
        return [reference for reference, other in self.tasks.items() if other.pk in keys]


def _holding(link: TaskLink | None) -> LinkDecision | None:
    decided = link.decision if link else LinkDecision.REOPENED
    return None if decided == LinkDecision.REOPENED else LinkDecision(decided)


def plan_before(plan: Plan, plans: Iterable[Plan]) -> Plan | None:
    """The newest of `plans` of an earlier year; of one year rather a plan that divides up no document."""
    earlier = [one for one in plans if one.year < plan.year]
    return max(earlier, key=lambda one: (one.year, one.origin_id is None, one.code), default=None)


def reasons_as_json(reasons: Reasons) -> dict[str, Any]:
    """The reasons as they are kept with a decision."""
    found: dict[str, Any] = json.loads(json.dumps(asdict(reasons)))
    return found


def _carried(tasks: QuerySet[Task], day: datetime.date) -> Mapping[int, list[Carried]]:
    """Task (key) → its agencies in the order of the bracket, each with who carries its part on `day`."""
    names = dict(Agency.objects.values_list("pk", "name"))
    lineage = TaskLineage(tasks, day)
    found: dict[int, list[Carried]] = defaultdict(list)
    given = Assignment.objects.filter(task__in=tasks).in_force_on(day).order_by("position", "pk")
    for task, agency in given.values_list("task", "agency"):
        found[task].append(Carried(names[agency], names[lineage.carrier(agency, task)]))
    return found


@lru_cache(maxsize=2)
def _index(later: tuple[Wording, ...], earlier: tuple[Wording, ...]) -> Index:
    """Kept of the pair of plans that somebody goes through, page after page."""
    return Index(later, earlier)
