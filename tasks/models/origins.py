"""Where the text of a task is from."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_cte import CTE, with_cte

from agencies.models import User
from agencies.rules import is_signed_in
from plans.models.documents import ProvisionQuerySet, Span
from tasks.models.task import Task


class TaskOriginQuerySet(models.QuerySet["TaskOrigin"]):
    """Ways to choose the places that tasks are from."""

    def get_by_natural_key(self, plan: str, number: int, position: int) -> TaskOrigin:
        """The nth place that a task is from."""
        return self.get(task__plan__code=plan, task__number=number, position=position)

    def visible_to(self, user: User) -> TaskOriginQuerySet:
        """Everyone signed in: plans and documents are published."""
        return self if is_signed_in(user) else self.none()

    def of_task(self, reference: str) -> TaskOriginQuerySet:
        """Those of the task of a reference such as `66-41`; none where it is no reference at all."""
        return self.filter(task__in=Task.objects.referred_to(reference))

    def meeting(self, provisions: ProvisionQuerySet) -> TaskOriginQuerySet:
        """Each once for every one of `provisions` that it shares characters with; adds `provision`, its key.

        Both are of one document: of `provisions` that of all is, of these the one their plans divide up.
        """
        said = CTE(provisions.order_by().values("pk", "start", "end"), name="said")
        met = said.join(self, start__lt=said.col.end, end__gt=said.col.start)
        found: TaskOriginQuerySet = with_cte(said, select=met).annotate(provision=said.col.pk)
        return found


class TaskOrigin(Span):
    """A place in the document that a plan divides up (`Plan.origin`) from which a task took its words.

    A task that is joined from places apart has several, `position` in the task's own order. The span is of
    characters of that document's text and ends behind a mark; a sentence may feed several tasks.
    """

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="origins", verbose_name=_("task"))
    position = models.PositiveSmallIntegerField(_("order in the task"))

    # What `meeting` adds; an origin loaded without it has none.
    provision: int

    objects = TaskOriginQuerySet.as_manager()

    class Meta(Span.Meta):
        ordering = ["task", "position"]
        verbose_name = _("origin of a task")
        verbose_name_plural = _("origins of tasks")
        constraints = [
            *Span.Meta.constraints,
            models.UniqueConstraint(fields=["task", "position"], name="taskorigin_position_unique"),
            models.CheckConstraint(condition=Q(position__gte=1), name="taskorigin_position_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.task} ({self.position})"

    def natural_key(self) -> tuple[str, int, int]:
        """The task's plan and number, and the position."""
        return (*self.task.natural_key(), self.position)

    natural_key.dependencies = ["tasks.task"]  # type: ignore[attr-defined]
