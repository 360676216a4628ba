"""年度接续: what the office decided about two tasks of different plans being the same work."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection, models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from agencies.rules import is_signed_in
from plans.clock import end_of
from tasks.enums import LinkDecision

if TYPE_CHECKING:
    from tasks.models.task import Task

THREAD = """
WITH RECURSIVE linked AS (
    SELECT later_id, earlier_id FROM tasks_tasklink AS link
    WHERE decision = 'confirmed' AND decided_at < %s AND NOT EXISTS (
        SELECT 1 FROM tasks_tasklink AS newer
        WHERE newer.later_id = link.later_id AND newer.earlier_id = link.earlier_id
        AND newer.id > link.id AND newer.decided_at < %s
    )
), thread (id) AS (
    SELECT CAST(%s AS bigint)
    UNION
    SELECT CASE WHEN linked.later_id = thread.id THEN linked.earlier_id ELSE linked.later_id END
    FROM thread JOIN linked ON thread.id IN (linked.later_id, linked.earlier_id)
)
SELECT id FROM thread
"""
"""The tasks that confirmed links lead to from one, however far; itself among them."""


class TaskLinkQuerySet(models.QuerySet["TaskLink"]):
    """Ways to choose decisions about links."""

    def visible_to(self, user: User) -> TaskLinkQuerySet:
        """Everyone signed in sees them: plans are published, and so is which work goes on."""
        return self if is_signed_in(user) else self.none()

    def in_force_on(self, day: datetime.date) -> TaskLinkQuerySet:
        """Of every pair what was decided last by the end of `day`."""
        decided = TaskLink.objects.filter(decided_at__lt=end_of(day))
        newer = decided.filter(later=OuterRef("later"), earlier=OuterRef("earlier"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(newer.order_by()), decided_at__lt=end_of(day))

    def confirmed(self) -> TaskLinkQuerySet:
        """Those that link two tasks."""
        return self.filter(decision=LinkDecision.CONFIRMED)

    def between(self, one: int, other: int) -> TaskLinkQuerySet:
        """About tasks of those two plans (keys)."""
        pair = Q(later__plan=one, earlier__plan=other) | Q(later__plan=other, earlier__plan=one)
        return self.filter(pair)


class TaskLink(models.Model):
    """One decision about a pair; the newest holds, and none is ever changed or removed.

    `later` is of the plan of the later year, in one year of that with the greater code. `score` and `reasons`
    are what the suggestion said when it was decided; `score` is from 0 to 1.
    """

    later = models.ForeignKey(
        "tasks.Task", on_delete=models.PROTECT, related_name="links_back", verbose_name=_("later task")
    )
    earlier = models.ForeignKey(
        "tasks.Task", on_delete=models.PROTECT, related_name="links_on", verbose_name=_("earlier task")
    )
    decision = models.CharField(_("decision"), max_length=20, choices=LinkDecision)
    reason = models.TextField(_("reason"), blank=True)
    score = models.FloatField(_("score"))
    reasons = models.JSONField(_("reasons of the suggestion"))
    decided_at = models.DateTimeField(_("decided at"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("decided by")
    )

    objects = TaskLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-decided_at", "-pk"]
        verbose_name = _("decision about a link")
        verbose_name_plural = _("decisions about links")
        constraints = [
            models.CheckConstraint(condition=~Q(later=F("earlier")), name="task_link_of_two"),
        ]
        indexes = [
            models.Index(fields=["later", "earlier", "-id"], name="task_link_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.earlier} – {self.later}"


def by_year(one: Task, other: Task) -> tuple[Task, Task]:
    """Two tasks of different plans, that of the earlier year first, in one year by the code of the plan."""
    first, second = sorted((one, other), key=lambda task: (task.plan.year, task.plan.code, task.number))
    return first, second


def thread_keys(task: int, day: datetime.date) -> RawSQL:
    """The keys of the tasks that are the same work as the one of that key, itself included, as on `day`."""
    until: Any = connection.ops.adapt_datetimefield_value(end_of(day))
    return RawSQL(THREAD, (until, until, task))  # noqa: S611 - our own names
