"""The state of each task as last worked out: one row per task, so that lists and counts read no histories."""

from __future__ import annotations

import datetime
from enum import Enum
from functools import lru_cache

from django.db import models
from django.db.models import BooleanField, Exists, ExpressionWrapper, Q
from django.db.models.functions import Least
from django.utils.translation import gettext_lazy as _

from agencies.json_sql import WrittenJson
from agencies.models.changing import Changing
from agencies.slots import Statement, statement
from agencies.stands import DATES, NUMBERS
from plans.models import Plan, Section
from tasks.enums import NEEDS_NO_DATE, DerivedStatus, LightColour, TaskMode

NEVER = datetime.date.min
"""`valid_through` of a row that is not valid on any day: a fact of its task was recorded since."""

IS_DATED = ExpressionWrapper(~Q(due_on=None), BooleanField())
"""Whether a row or a task with its state has a due date."""

ALWAYS = datetime.date.max
"""`valid_through` of a row that stays valid until a fact is recorded."""


def first_held(day: datetime.date) -> datetime.date:
    """The least `valid_through` of rows valid on `day`; later than `NEVER`, should that be the day."""
    return max(day, NEVER + datetime.timedelta(days=1))


class Source(Enum):
    """What the state of tasks on a day is read from."""

    KEPT = "kept rows"
    PARTLY_KEPT = "kept rows, and facts where a row is stale"
    FACTS = "facts"
    SINCE = "kept rows, and facts where something has changed since that day"


def source_of(*, later: bool, stale: bool) -> Source:
    """The source for a day, from what `TaskStanding.objects.reach` says of it.

    Where rows are `later` than the day, it is a past one, and only the facts know it.
    """
    if later:
        return Source.FACTS
    return Source.PARTLY_KEPT if stale else Source.KEPT


def light_holds_through() -> Least:
    """The last day on which `kept_light` is right; `NEVER` while the row is not valid on any day."""
    return Least("light_through", "valid_through")


class TaskStandingQuerySet(models.QuerySet["TaskStanding"]):
    """Ways to choose rows."""

    def stale_on(self, day: datetime.date) -> TaskStandingQuerySet:
        """Rows not valid on `day`: a fact was recorded since, or more rounds ended than they foresee."""
        return self.filter(valid_through__lt=first_held(day))

    def holding_on(self, day: datetime.date) -> TaskStandingQuerySet:
        """Rows valid on `day`."""
        return self.filter(valid_through__gte=first_held(day))

    def turned_by(self, day: datetime.date) -> TaskStandingQuerySet:
        """Rows whose `next_…` figures hold on `day`: the round that they foresaw the end of is over."""
        return self.filter(turns_after__lt=day)

    def unlit_on(self, day: datetime.date) -> TaskStandingQuerySet:
        """Rows whose `kept_light` may not be the light on `day`, by their own dates (not by `judged_by`)."""
        return self.alias(lit_through=light_holds_through()).filter(lit_through__lt=first_held(day))

    def lit_on(self, day: datetime.date) -> TaskStandingQuerySet:
        """Rows whose `kept_light` is the light on `day`, by their own dates (not by `judged_by`)."""
        return self.alias(lit_through=light_holds_through()).filter(lit_through__gte=first_held(day))

    def written(self) -> TaskStandingQuerySet:
        """Rows of tasks of which a fact was written since the row was made."""
        return self.filter(valid_through=NEVER)

    def later_than(self, day: datetime.date) -> TaskStandingQuerySet:
        """Rows made after `day`, which may know more than was known then."""
        return self.filter(computed_on__gt=day)

    def reaching(self, day: datetime.date) -> dict[str, Exists]:
        """The two conditions of `reach`, by name."""
        return {
            "later": Exists(TaskStanding.objects.later_than(day)),
            "stale": Exists(TaskStanding.objects.stale_on(day)),
        }

    def reach(self, day: datetime.date) -> tuple[bool, bool]:
        """Whether any row was made after `day`, and whether any is stale on it; one query."""
        found: tuple[bool, bool] = next(iter(_reach(day, self.db).rows({})), (False, False))
        return found

    def source_on(self, day: datetime.date) -> Source:
        """From what to read the state of tasks on `day`; one query."""
        later, stale = self.reach(day)
        return source_of(later=later, stale=stale)


@lru_cache(maxsize=50)
def _reach(day: datetime.date, database: str) -> Statement:
    standings = TaskStanding.objects.using(database)
    asked = standings.reaching(day)
    return statement(standings.order_by().annotate(**asked).values_list(*asked)[:1])


class TaskStanding(Changing):
    """The state of one task as last worked out from its facts, and the days for which that is valid.

    The row is a cache; the facts stay the truth. `tasks.models.state_sql` reads the facts for any day, and a
    row holds what that same query returns. `tasks.services.standings` writes it in the transaction that
    records a fact.

    **Validity.** The row is valid on every day from `computed_on` to `valid_through`. A database trigger
    makes the row of every new task, and sets `valid_through` to `NEVER` whenever a fact of the task is
    written or one of its agencies gets another name, whoever writes it. So a forgotten refresh makes an
    answer slow and never wrong: tasks of stale rows are read from their facts until a job renews the rows.

    **What changes without a fact**, because a day passes:

    - The light: the due date nears or passes, the task falls behind an even pace, a light set by hand
      expires, thresholds come into force. This follows from the row and the day by an expression that reads
      no history, so it is not stored: `with_standing(day)` works it out in SQL.
    - The record of rounds: the day after its due date a round is over, and counts as missed or unchanged.
      Facts are never recorded for a day to come, so this is known in advance: after `turns_after`, the last
      day of the round, the figures called `next_…` apply. `valid_through` is the last day before the second
      such change. A job moves rows on whose first change has come.

    **For counting alone** (`SectionTally`) the light is stored after all: `kept_light` is right through
    `light_through`, as long as tracking and thresholds are still those of `judged_by`. `was_red` says whether
    the task was red at the end of the plan's marked round (`RoundEnd`). Neither is ever shown.

    Whether a plan is tracked is read from the plan. `shown_parts` is the JSON that lists give out
    (`state_sql.shown_parts`).
    """

    task = models.OneToOneField(
        "tasks.Task",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="standing",
        verbose_name=_("task"),
    )
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="+", verbose_name=_("plan"))
    section = models.ForeignKey(
        Section, on_delete=models.CASCADE, related_name="+", db_index=False, verbose_name=_("section")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    computed_on = models.DateField(_("worked out on"), default=NEVER)
    valid_through = models.DateField(_("holds through"), default=NEVER)
    lead_count = models.PositiveSmallIntegerField(_("leads"), default=0)
    share_count = models.PositiveSmallIntegerField(_("shares"), default=0)
    shares_confirmed = models.PositiveSmallIntegerField(_("confirmed shares"), default=0)
    mode = models.CharField(
        _("how it is given"), max_length=20, choices=TaskMode, default=TaskMode.UNASSIGNED
    )
    status = models.CharField(
        _("status"), max_length=20, choices=DerivedStatus, default=DerivedStatus.NO_REPORT
    )
    percent = models.PositiveSmallIntegerField(_("percent"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    missed_rounds = models.PositiveIntegerField(_("missed rounds"), default=0)
    unchanged_rounds = models.PositiveIntegerField(_("rounds without any change"), default=0)
    last_round_due_on = models.DateField(_("last round due on"), null=True, blank=True)
    turns_after = models.DateField(_("turns after"), null=True, blank=True)
    next_missed_rounds = models.PositiveIntegerField(_("missed rounds after that"), null=True, blank=True)
    next_unchanged_rounds = models.PositiveIntegerField(
        _("rounds without any change after that"), null=True, blank=True
    )
    next_last_round_due_on = models.DateField(_("last round due on after that"), null=True, blank=True)
    hand_colour = models.CharField(  # noqa: DJ001 - none is set
        _("light"),
        max_length=10,
        choices=LightColour,
        null=True,
        blank=True,
    )
    hand_until = models.DateField(_("until"), null=True, blank=True)
    hand_reason = models.TextField(_("reason"), null=True, blank=True)  # noqa: DJ001 - none is set

    kept_light = models.CharField(
        _("light as last worked out"), max_length=10, choices=LightColour, default=LightColour.GREY
    )
    light_through = models.DateField(_("light holds through"), default=NEVER)
    judged_by = models.CharField(_("light judged by"), max_length=60, blank=True)

    was_red = models.BooleanField(_("red when the last round was over"), default=False, db_default=False)

    shown_parts = WrittenJson(_("parts as lists show them"), null=True, blank=True, editable=False)

    objects = TaskStandingQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "number"]
        verbose_name = _("standing of a task")
        verbose_name_plural = _("standings of tasks")
        indexes = [
            models.Index(fields=["plan", "status", "number"], name="standing_plan_status"),
            models.Index(fields=["plan", "number"], name="standing_plan_number"),
            models.Index(fields=["plan", "due_on", "number"], name="standing_plan_due"),
            models.Index(fields=["valid_through"], name="standing_valid_through"),
            models.Index(fields=["computed_on"], name="standing_computed_on"),
            models.Index("plan", light_holds_through(), name="standing_light_through"),
            models.Index(fields=["turns_after"], name="standing_turns_after"),
            # A page of all plans in each order that lists have.
            models.Index(fields=["status", "plan", "number"], name="standing_by_status"),
            models.Index(DATES.expression("due_on"), "plan", "number", name="standing_due_rising"),
            models.Index(
                DATES.expression("due_on", falls=True), "plan", "number", name="standing_due_falling"
            ),
            models.Index(NUMBERS.expression("percent"), "plan", "number", name="standing_percent_rising"),
            models.Index(
                NUMBERS.expression("percent", falls=True), "plan", "number", name="standing_percent_falling"
            ),
            models.Index(
                fields=["plan", "number"], condition=Q(mode=TaskMode.UNASSIGNED), name="standing_unassigned"
            ),
            models.Index(
                fields=["plan"],
                condition=Q(due_on=None) & ~Q(status__in=NEEDS_NO_DATE),
                name="standing_needs_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.get_status_display()}"
