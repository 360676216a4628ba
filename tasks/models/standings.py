"""What stands of each task now: one row a task, so that lists and counts read rows instead of histories."""

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
"""`valid_through` of a row that says nothing: a fact of its task was recorded since."""

IS_DATED = ExpressionWrapper(~Q(due_on=None), BooleanField())
"""Whether a task, with its state, has a due date."""

ALWAYS = datetime.date.max
"""`valid_through` of a row that no day changes by itself."""


def first_held(day: datetime.date) -> datetime.date:
    """The first `valid_through` of rows that hold on `day`: none holds on `NEVER`, which is a day as well."""
    return max(day, NEVER + datetime.timedelta(days=1))


class Source(Enum):
    """What the state of tasks is read from."""

    KEPT = "what is kept of them"
    PARTLY_KEPT = "the same, and of those of which it is stale their facts"
    FACTS = "their facts"
    SINCE = "what is kept of them, and of those that something has changed since their facts"


def source_of(*, later: bool, stale: bool) -> Source:
    """What holds on a day, by what `TaskStanding.objects.reach` says of it.

    A day before the last that was kept is a past one, for which the facts alone know.
    """
    if later:
        return Source.FACTS
    return Source.PARTLY_KEPT if stale else Source.KEPT


def light_holds_through() -> Least:
    """The last day of which the row itself says the light: none while the row says nothing at all."""
    return Least("light_through", "valid_through")


class TaskStandingQuerySet(models.QuerySet["TaskStanding"]):
    """Ways to choose rows."""

    def stale_on(self, day: datetime.date) -> TaskStandingQuerySet:
        """Those that say nothing of `day`, since a fact was recorded or a round ended after them."""
        return self.filter(valid_through__lt=first_held(day))

    def holding_on(self, day: datetime.date) -> TaskStandingQuerySet:
        """The others."""
        return self.filter(valid_through__gte=first_held(day))

    def turned_by(self, day: datetime.date) -> TaskStandingQuerySet:
        """Those that hold on `day` by what they knew of it before."""
        return self.filter(turns_after__lt=day)

    def unlit_on(self, day: datetime.date) -> TaskStandingQuerySet:
        """Those of which the light of `day` is not the one that is kept, as far as they themselves tell."""
        return self.alias(lit_through=light_holds_through()).filter(lit_through__lt=first_held(day))

    def lit_on(self, day: datetime.date) -> TaskStandingQuerySet:
        """The others."""
        return self.alias(lit_through=light_holds_through()).filter(lit_through__gte=first_held(day))

    def written(self) -> TaskStandingQuerySet:
        """Those of whose tasks a fact was written since."""
        return self.filter(valid_through=NEVER)

    def later_than(self, day: datetime.date) -> TaskStandingQuerySet:
        """Those that know more than was known on `day`."""
        return self.filter(computed_on__gt=day)

    def reaching(self, day: datetime.date) -> dict[str, Exists]:
        """What `reach` asks, by name."""
        return {
            "later": Exists(TaskStanding.objects.later_than(day)),
            "stale": Exists(TaskStanding.objects.stale_on(day)),
        }

    def reach(self, day: datetime.date) -> tuple[bool, bool]:
        """Whether any row knows more than was known on `day`, and whether any is stale on it; one query."""
        found: tuple[bool, bool] = next(iter(_reach(day, self.db).rows({})), (False, False))
        return found

    def source_on(self, day: datetime.date) -> Source:
        """What the state of tasks on `day` is to be read from; one query."""
        later, stale = self.reach(day)
        return source_of(later=later, stale=stale)


@lru_cache(maxsize=50)
def _reach(day: datetime.date, database: str) -> Statement:
    standings = TaskStanding.objects.using(database)
    asked = standings.reaching(day)
    return statement(standings.order_by().annotate(**asked).values_list(*asked)[:1])


class TaskStanding(Changing):
    """What was last worked out of one task from its facts, and from which day to which it holds.

    The facts stay the truth. `tasks.models.state_sql` reads them for any day; a row is what that very query
    gives, kept by `tasks.services.standings` in the transaction that records the fact. What changes with the
    day alone falls in two:

    - The light nears its due date, falls behind an even pace, turns red when the date has passed; one set by
      hand expires; thresholds are in force from a moment. All of that follows from the row and the day by an
      expression without any history, so nothing of it is kept: `with_standing(day)` says it in SQL.
    - A reporting round is over the day after it was due, and then counts as missed or unchanged in the tasks
      that it asked about. As no fact is recorded of a day to come, what it will say is known before: after
      `turns_after`, its last day, the figures called `next_…` hold. `valid_through` is the last day before
      the second such change; the row holds for every day from `computed_on` to it, and the job moves on,
      without haste, those that have turned.

    The light itself is kept for one purpose, to be counted (`SectionTally`): as `kept_light`, with the last
    day on which it is that (`light_through`) and with what it was judged by beside the facts (`judged_by`:
    the day since which the plan is tracked, and the thresholds). Nobody is shown it. For the same purpose
    `was_red` says whether the task was among the red ones of the end of a round that is marked (`RoundEnd`).

    Everything else in the row changes by a fact only: parts begin and end at the moment that somebody
    decides. Whether a plan is tracked is one row a plan and is read there. `shown_parts` are the very
    JSON that lists give out (`state_sql.shown_parts`).

    A trigger of the database makes the row of every new task and takes the word from the row (`NEVER`)
    whenever a fact of its task is written or an agency of it gets another name, by whomever: whoever
    forgets to keep the row leaves a slow answer and never a wrong one. Stale rows are read from the
    facts, of just those tasks; a job keeps them anew.
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
