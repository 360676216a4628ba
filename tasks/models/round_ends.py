"""How a plan stood when one of its rounds was over: a row a round, so that a trend reads no histories."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tasks.models.rounds import ReportingRound
from tasks.models.standings import TaskStanding


class RoundEndQuerySet(models.QuerySet["RoundEnd"]):
    """Ways to choose rows."""

    def of_written(self) -> RoundEndQuerySet:
        """Those of plans of whose tasks something was written past the services since."""
        written = TaskStanding.objects.written().order_by()
        return self.filter(round__plan__in=written.values("plan"))


class RoundEnd(models.Model):
    """What `Task.objects.with_state(ended_on)` says of the tasks of the round's plan, counted.

    `ended_on` is the day on which the office closed the round. Facts are dated with the moment at which they
    are recorded, so what was known at the end of a day that is over never changes, and the row with it; one
    whose round was opened again and closed on another day says nothing any more. Only what is written past
    the services can be older: then nothing is believed of the plan's rows (`of_written`), and the job that
    keeps standings throws them away.

    `percents` is the sum of the percents of the `with_percent` tasks that had one; `red` are the keys of the
    tasks whose light was red. Of one end a plan, the last that is over, the standings of its tasks say the
    same (`TaskStanding.was_red`): that one `is_marked`.
    """

    round = models.OneToOneField(
        ReportingRound,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="end",
        verbose_name=_("reporting round"),
    )
    ended_on = models.DateField(_("ended on"))
    by_status = models.JSONField(_("tasks by status"))
    by_light = models.JSONField(_("tasks by light"))
    percents = models.PositiveIntegerField(_("sum of percents"))
    with_percent = models.PositiveIntegerField(_("tasks with a percent"))
    red = models.JSONField(_("red tasks"))
    is_marked = models.BooleanField(_("marked in the standings"), default=False)

    objects = RoundEndQuerySet.as_manager()

    class Meta:
        ordering = ["round"]
        verbose_name = _("end of a round")
        verbose_name_plural = _("ends of rounds")

    def __str__(self) -> str:
        return f"{self.round} {self.ended_on}"
