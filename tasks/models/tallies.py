"""How far agencies are over all tasks: what each task adds to that, and sums that nobody waits for."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from plans.models import Plan
from tasks.enums import AssignmentRole, Status


class TaskTally(models.Model):
    """What one task adds to the counts of its agencies, as they were last kept.

    `parts`: for each part in force agency, role, status (null: none), whether something was reported and
    whether any of it was accepted.
    """

    task = models.OneToOneField(
        "tasks.Task", on_delete=models.CASCADE, primary_key=True, related_name="tally", verbose_name=_("task")
    )
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="+", verbose_name=_("plan"))
    parts = models.JSONField(_("parts"), default=list)

    class Meta:
        verbose_name = _("tally of a task")
        verbose_name_plural = _("tallies of tasks")

    def __str__(self) -> str:
        return str(self.task)


class AgencyTally(models.Model):
    """So many more, or fewer, parts of an agency are in one state; of a plan, or (`plan` null) of all plans.

    Only added to: who writes of a task adds what changed, and no two ever wait for one row. The count is the
    sum; a job puts rows of one state together.
    """

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+", verbose_name=_("agency"))
    plan = models.ForeignKey(
        Plan, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("plan")
    )
    role = models.CharField(_("role"), max_length=20, choices=AssignmentRole)
    status = models.CharField(_("status"), max_length=20, choices=Status, blank=True)
    reported = models.BooleanField(_("reported"))
    accepted = models.BooleanField(_("accepted"))
    number = models.IntegerField(_("number"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("tally of an agency")
        verbose_name_plural = _("tallies of agencies")
        indexes = [
            models.Index(
                fields=["plan", "agency", "role", "status", "reported", "accepted"],
                include=["number"],
                name="agency_tally_state",
            )
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.get_role_display()} {self.number}"
