"""Tasks: the numbered items of a plan, in the plan's own words."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Sequence
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django_cte import CTE, with_cte

from agencies.json_sql import WrittenJson
from agencies.models import User
from agencies.rules import is_signed_in
from agencies.slots import Slot
from plans.models import Plan, Section
from plans.models.documents import Span
from tasks.enums import DerivedStatus, LightColour, TaskMode
from tasks.models import state_sql
from tasks.models.due_dates import DueDateChange
from tasks.models.milestones import WordingChange
from tasks.models.standings import Source, TaskStanding, first_held
from tasks.models.state_sql.among import Among, every

if TYPE_CHECKING:
    from tasks.models.assignments import Assignment


class TaskQuerySet(models.QuerySet["Task"]):
    """Ways to choose tasks."""

    def get_by_natural_key(self, plan: str, number: int) -> Task:
        """The task of that number in a plan."""
        return self.select_related("plan").get(plan__code=plan, number=number)

    def visible_to(self, user: User) -> TaskQuerySet:
        """Everyone signed in sees every task: the plans are published documents."""
        return self if is_signed_in(user) else self.none()

    def referred_to(self, reference: str) -> TaskQuerySet:
        """The task of a reference such as `2020-55`; none where it is no reference at all."""
        found = _place(reference)
        return self.filter(plan__code=found[0], number=found[1]) if found else self.none()

    def named(self, references: Iterable[str]) -> dict[str, Task]:
        """The tasks of `references` by these, without those that there are not; one query."""
        places = {reference: place for reference in references if (place := _place(reference))}
        if not places:
            return {}
        any_of_them = reduce(or_, (Q(plan__code=code, number=number) for code, number in {*places.values()}))
        rows = self.filter(any_of_them).select_related("plan")
        found = {(task.plan.code, task.number): task for task in rows}
        return {reference: found[place] for reference, place in places.items() if place in found}

    def with_state(self, day: datetime.date) -> TaskQuerySet:
        """Adds what follows from all that was recorded by `day` and what it follows from; one query.

        `lead_count`, `share_count`, `shares_confirmed`, `mode`, `status` (`DerivedStatus`), `percent`
        (0–100 or null), `due_on`, `tracked_from`, `points_behind`; of rounds (`tasks.lights.RoundRecord`)
        `missed_rounds`, `unchanged_rounds`, `last_round_due_on`; `light` (`LightColour`), which is
        `computed_light` unless the office set one by hand: `hand_colour`, `hand_until`, `hand_reason`.
        """
        return self._joined_with(state_sql.compiled_state(self.model, day, self.db))

    def with_state_of(self, keys: Sequence[int], day: datetime.date) -> TaskQuerySet:
        """Those that have these keys, with what `with_state(day)` adds, worked out of them alone."""
        return self._joined_with(state_sql.state_of_keys(self.model, keys, day, self.db))

    def with_state_in(self, plan: int | Slot, day: datetime.date) -> TaskQuerySet:
        """Those of the plan of that key, with what `with_state(day)` adds, worked out of them alone."""
        return self._joined_with(state_sql.state_of_plan(self.model, plan, day, self.db))

    def with_state_of_named(self, day: datetime.date) -> TaskQuerySet:
        """The same of those that are `state_sql.named` when the query is run."""
        return self._joined_with(state_sql.state_of_named(self.model, day, self.db))

    def with_state_among(self, chosen: models.QuerySet[Task], day: datetime.date) -> TaskQuerySet:
        """Those that are among `chosen`, with what `with_state(day)` adds, worked out of them alone."""
        first = CTE(chosen.values("pk"), name="chosen")
        return self._joined_with((first, *state_sql.state_of_chosen(self.model, first, day, self.db)))

    def with_told(self, names: Collection[str], day: datetime.date) -> TaskQuerySet:
        """Adds those `names` of what `with_state(day)` adds; all are among `state_sql.TOLD`."""
        return self._joined_with(state_sql.told(self.model, names, day, self.db), names)

    def with_told_among(
        self, chosen: models.QuerySet[Task], names: Collection[str], day: datetime.date
    ) -> TaskQuerySet:
        """The same of those that are among `chosen`, told of them alone."""
        first = CTE(chosen.values("pk"), name="chosen")
        return self._joined_with((first, *state_sql.told(self.model, names, day, self.db, first)), names)

    def with_state_since(self, day: datetime.date) -> TaskQuerySet:
        """Adds of what `with_state(day)` adds what is shown, for a day that has passed.

        By the facts of those that are `state_sql.named` when the query is run, which are at least those of
        `state_sql.changed_since`, and by the rows of the others.
        """
        return self._joined_with(state_sql.state_since(self.model, day, self.db), state_sql.SHOWN)

    def with_told_from(self, source: Source, names: tuple[str, ...], day: datetime.date) -> TaskQuerySet:
        """`with_told` by their facts, or as `with_state_since`."""
        if source != Source.SINCE:
            return self.with_told(names, day)
        return self._joined_with(state_sql.told_since(self.model, names, day, self.db), names)

    def _joined_with(self, rows: tuple[CTE, ...], names: Collection[str] = state_sql.STATE) -> TaskQuerySet:
        state = rows[-1].col
        annotated: TaskQuerySet = with_cte(*rows, select=rows[-1].join(self, pk=state.id)).annotate(
            **{name: getattr(state, name) for name in names}
        )
        return annotated

    def with_standing(self, day: datetime.date) -> TaskQuerySet:
        """What `with_state(day)` adds to be shown, read from the rows that are kept of tasks where they hold.

        Asks first, in a query of its own, how far they reach: stale ones are read from the facts, of just
        those tasks; a day before the last that was kept is a past one, for which the facts alone know.
        """
        return self.read_from(TaskStanding.objects.source_on(day), day)

    def read_from(self, source: Source, day: datetime.date) -> TaskQuerySet:
        """The same from that source, which holds on `day`."""
        if source == Source.FACTS:
            return self.with_state(day)
        if source == Source.SINCE:
            return self.with_state_since(day)
        return self.by_rows(day, stale=source == Source.PARTLY_KEPT)

    def by_rows(self, day: datetime.date, *, stale: bool, whole: Among = every) -> TaskQuerySet:
        """The same without asking first: whether any row is stale on `day` the caller knows.

        Who asks only for tasks among a `whole` says so, for the facts to be read of no others.
        """
        rows = state_sql.compiled_standing(self.model, day, self.db, stale=stale, whole=whole)
        standing = rows[-1].col
        annotated: TaskQuerySet = with_cte(*rows, select=rows[-1].join(self, pk=standing.id)).annotate(
            **{name: getattr(standing, name) for name in state_sql.SHOWN}
        )
        return annotated

    def chosen_by(self, choice: models.QuerySet[TaskStanding] | models.QuerySet[Assignment]) -> TaskQuerySet:
        """Those of which `choice`, a page, has the standing or one assignment."""
        chosen = CTE(choice.values("task_id"), name="chosen")
        found: TaskQuerySet = with_cte(chosen, select=chosen.join(self, pk=chosen.col.task_id))
        return found

    def listed_by_rows(self, day: datetime.date, *, stale: bool, whole: Among = every) -> TaskQuerySet:
        """`by_rows` with `shown_parts`."""
        # Named while its columns are asked for: they hold on to it only then.
        *_before, standing = state_sql.compiled_standing(self.model, day, self.db, stale=stale, whole=whole)
        rows, parts = self.by_rows(day, stale=stale, whole=whole), standing.col.shown_parts
        return rows.with_kept_parts(day) if stale else rows.annotate(shown_parts=parts)

    def with_shown_parts(self, day: datetime.date) -> TaskQuerySet:
        """Adds `shown_parts`: the parts in force on `day`, as JSON."""
        return self.annotate(shown_parts=state_sql.shown_parts(day))

    def with_kept_parts(self, day: datetime.date) -> TaskQuerySet:
        """The same, of each task as they are kept where that holds on `day`."""
        holds = Q(standing__computed_on__lte=day, standing__valid_through__gte=first_held(day))
        kept = When(holds, then=F("standing__shown_parts"))
        parts = Case(kept, default=state_sql.shown_parts(day), output_field=WrittenJson())
        return self.annotate(shown_parts=parts)

    def with_adjustments(self, day: datetime.date) -> TaskQuerySet:
        """Adds what the office changed by the end of `day`.

        `original_due_on`: the first date that was ever set, null where none was. `is_adjusted` (已调整): its
        date or its wording was changed by a document.
        """
        dates = DueDateChange.objects.recorded_by(day).filter(task=OuterRef("pk"))
        first = dates.of_tasks().filter(due_on__isnull=False).order_by("decided_at", "pk")
        wordings = WordingChange.objects.recorded_by(day).filter(task=OuterRef("pk"))
        # Looked up for each task that is shown: as EXISTS PostgreSQL would read every change there is first.
        found = [
            Subquery(rows.order_by().values(found=Value(value=True))[:1])
            for rows in (dates.adjusting(), wordings)
        ]
        added = {
            "original_due_on": Subquery(first.values("due_on")[:1]),
            "is_adjusted": Coalesce(*found, Value(value=False), output_field=models.BooleanField()),
        }
        return self.annotate(**added)


def _place(reference: str) -> tuple[str, int] | None:
    """The plan's code and the number in it; None where it is no reference."""
    plan, _dash, number = reference.rpartition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 6) or "\0" in plan:
        return None
    return plan, int(number)


class Task(Span):
    """One numbered task as printed. What the office decides about it lives in other rows.

    `text` is the source from `start` to `end`, lines joined and errata corrected; `assignment_text` is
    the bracket that names the agencies, verbatim.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="tasks", verbose_name=_("plan"))
    section = models.ForeignKey(
        Section, on_delete=models.PROTECT, related_name="tasks", verbose_name=_("section")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("text"))
    assignment_text = models.TextField(_("responsibility as printed"), blank=True)
    assignment_start = models.PositiveIntegerField(
        null=True, blank=True, verbose_name=_("start of the bracket")
    )
    assignment_end = models.PositiveIntegerField(null=True, blank=True, verbose_name=_("end of the bracket"))
    marked_by_duty = models.BooleanField(_("marked 按职责分别负责"), default=False)
    open_ended = models.BooleanField(_("the list ends with 等"), default=False)

    # What `with_state` adds; a task loaded without it has none of these.
    lead_count: int
    share_count: int
    shares_confirmed: int
    mode: TaskMode
    status: DerivedStatus
    percent: int | None
    due_on: datetime.date | None
    tracked_from: datetime.date | None
    points_behind: int | None
    missed_rounds: int
    unchanged_rounds: int
    last_round_due_on: datetime.date | None
    hand_colour: LightColour | None
    hand_until: datetime.date | None
    hand_reason: str | None
    computed_light: LightColour
    light: LightColour

    # What `with_adjustments` adds.
    original_due_on: datetime.date | None
    is_adjusted: bool

    objects = TaskQuerySet.as_manager()

    class Meta(Span.Meta):
        ordering = ["plan", "number"]
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        constraints = [
            *Span.Meta.constraints,
            models.UniqueConstraint(fields=["plan", "number"], name="task_number_unique"),
            models.CheckConstraint(condition=Q(number__gte=1), name="task_number_from_one"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """How people name it: the plan's code and the number, such as `2020-55`."""
        return f"{self.plan.code}-{self.number}"

    def parts_now(self) -> list[Assignment]:
        """The parts not withdrawn or replaced; no query where all assignments were loaded with the task."""
        return [part for part in self.assignments.all() if part.in_force_until is None]

    def natural_key(self) -> tuple[str, int]:
        """The plan's code and the number."""
        return (self.plan.code, self.number)

    natural_key.dependencies = ["plans.plan", "plans.section"]  # type: ignore[attr-defined]
