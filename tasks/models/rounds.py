"""Reporting rounds: when the office asks, about which tasks, and until when."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from agencies.models.changing import Changing
from agencies.rules import is_signed_in
from plans.clock import end_of
from plans.models import Plan
from tasks.enums import RoundStep


class ReportingRoundQuerySet(models.QuerySet["ReportingRound"]):
    """Ways to choose rounds."""

    def visible_to(self, user: User) -> ReportingRoundQuerySet:
        """Everyone signed in sees what is asked and until when."""
        return self if is_signed_in(user) else self.none()

    def with_state(self, day: datetime.date) -> ReportingRoundQuerySet:
        """Adds `due_on`, `step` (`RoundStep`) and `decided_at` of the last decision recorded by `day`.

        Rounds that were opened later are left out.
        """
        moment = end_of(day)
        last = RoundDecision.objects.filter(round=OuterRef("pk"), decided_at__lt=moment)
        last = last.order_by("-decided_at", "-pk")
        stated = self.filter(opened_at__lt=moment, decisions=Subquery(last.values("pk")[:1]))
        return stated.annotate(**{name: F(f"decisions__{name}") for name in ("due_on", "step", "decided_at")})

    def unclosed_on(self, day: datetime.date) -> ReportingRoundQuerySet:
        """Those not closed by the end of `day`, also where they have yet to begin: of a plan one at most."""
        return self.with_state(day).exclude(Q(step=RoundStep.CLOSE))

    def open_on(self, day: datetime.date) -> ReportingRoundQuerySet:
        """Those begun by `day` and not closed, also where the due date has passed."""
        return self.unclosed_on(day).filter(opens_on__lte=day)

    def asking(self, user: User, day: datetime.date) -> ReportingRoundQuerySet:
        """Those open on `day` that ask the agency of `user` about something, the most pressing first."""
        asked = Q(tasks__assignments__agency=user.agency_id, tasks__assignments__in_force_until=None)
        return self.visible_to(user).open_on(day).filter(asked).distinct().order_by(F("due_on"), "pk")

    def over_on(self, day: datetime.date) -> ReportingRoundQuerySet:
        """Those closed, or past their due date, on `day`."""
        stated = self.with_state(day).filter(opens_on__lte=day)
        return stated.filter(Q(step=RoundStep.CLOSE) | Q(due_on__lt=day))


class ReportingRound(Changing):
    """填报期: the office asks for reports on tasks of one plan; what it decides later are `decisions`."""

    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, related_name="reporting_rounds", verbose_name=_("plan")
    )
    name = models.CharField(_("name of the round"), max_length=100)
    opens_on = models.DateField(_("opens on"))
    opened_at = models.DateTimeField(_("opened at"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("opened by")
    )
    is_demo = models.BooleanField(_("demo"), default=False, editable=False)
    tasks = models.ManyToManyField(
        "tasks.Task", related_name="reporting_rounds", verbose_name=_("tasks"), through="tasks.RoundTask"
    )

    # What `with_state` adds; a round loaded without it has none of these.
    due_on: datetime.date
    step: str
    decided_at: datetime.datetime

    objects = ReportingRoundQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_on", "-pk"]
        verbose_name = _("reporting round")
        verbose_name_plural = _("reporting rounds")
        constraints = [
            models.UniqueConstraint(fields=["plan", "name"], name="round_name_unique"),
        ]

    def __str__(self) -> str:
        return self.name

    def decisions_by(self, day: datetime.date) -> models.QuerySet[RoundDecision]:
        """What was decided about it by the end of `day`, the latest first, with who decided."""
        return self.decisions.filter(decided_at__lt=end_of(day)).select_related("decided_by")


class RoundDecision(models.Model):
    """The office opens, extends or closes a round. Append-only; the latest holds."""

    round = models.ForeignKey(
        ReportingRound, on_delete=models.CASCADE, related_name="decisions", verbose_name=_("reporting round")
    )
    step = models.CharField(_("step of the round"), max_length=20, choices=RoundStep)
    due_on = models.DateField(_("due on"))
    reason = models.TextField(_("reason"), blank=True)
    decided_at = models.DateTimeField(_("decided at"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("decided by")
    )

    class Meta:
        ordering = ["-decided_at", "-pk"]
        verbose_name = _("decision about a round")
        verbose_name_plural = _("decisions about rounds")
        indexes = [models.Index(fields=["round", "-decided_at"], name="round_latest")]

    def __str__(self) -> str:
        return f"{self.round} {self.get_step_display()}"


class RoundTask(models.Model):
    """A task that a round asks about: every agency with a part in it owes a report."""

    round = models.ForeignKey(
        ReportingRound, on_delete=models.CASCADE, related_name="asked", verbose_name=_("reporting round")
    )
    task = models.ForeignKey(
        "tasks.Task", on_delete=models.CASCADE, related_name="asked", verbose_name=_("task")
    )

    class Meta:
        ordering = ["task"]
        verbose_name = _("task asked about")
        verbose_name_plural = _("tasks asked about")
        constraints = [models.UniqueConstraint(fields=["round", "task"], name="round_task_once")]

    def __str__(self) -> str:
        return f"{self.round} {self.task}"
