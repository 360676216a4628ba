"""How far agencies and sections are over all tasks, in sums that nobody waits for."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from plans.models import Plan, Section
from tasks.enums import AssignmentRole, DerivedStatus, LightColour, Status, TaskMode


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


COUNTS = ("total", "reported", "accepted", *DerivedStatus.values)
"""What is counted of an agency's parts in one role, as columns of `AgencyTally`."""


class AgencyTally(models.Model):
    """So many more, or fewer, parts that an agency has in one role; of a plan, or (`plan` null) of all plans.

    By status as lead the tasks' outcomes, by duty its own shares; of a participant none.
    Only added to: who writes of a task adds what changed, and no two ever wait for one row. The count is the
    sum; a job puts the rows of an agency and role together.
    """

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+", verbose_name=_("agency"))
    plan = models.ForeignKey(
        Plan, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("plan")
    )
    role = models.CharField(_("role"), max_length=20, choices=AssignmentRole)
    total = models.IntegerField(_("tasks"), default=0)
    reported = models.IntegerField(_("reported"), default=0)
    accepted = models.IntegerField(_("accepted"), default=0)
    not_started = models.IntegerField(Status.NOT_STARTED.label, default=0)
    in_progress = models.IntegerField(Status.IN_PROGRESS.label, default=0)
    completed = models.IntegerField(Status.COMPLETED.label, default=0)
    ongoing = models.IntegerField(Status.ONGOING.label, default=0)
    suspended = models.IntegerField(Status.SUSPENDED.label, default=0)
    dropped = models.IntegerField(Status.DROPPED.label, default=0)
    no_report = models.IntegerField(DerivedStatus.NO_REPORT.label, default=0)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("tally of an agency")
        verbose_name_plural = _("tallies of agencies")
        indexes = [models.Index(fields=["plan", "agency", "role"], name="agency_tally_role")]

    def __str__(self) -> str:
        return f"{self.agency} {self.get_role_display()} {self.total}"


class SectionTally(models.Model):
    """So many more, or fewer, tasks of a section in one state, as their standings (`TaskStanding`) say it.

    Triggers of the database (`tasks.counting`) add what changes in the transaction that writes standings,
    whoever does: the sum is their number at any moment. On PostgreSQL, as of `AgencyTally`, rows are only
    added, so that no two ever wait for one, and a job puts them together; on SQLite, where one writes at a
    time, there is one row a state from the beginning.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="+", verbose_name=_("plan"))
    section = models.ForeignKey(
        Section, on_delete=models.CASCADE, related_name="+", db_index=False, verbose_name=_("section")
    )
    mode = models.CharField(_("how it is given"), max_length=20, choices=TaskMode)
    status = models.CharField(_("status"), max_length=20, choices=DerivedStatus)
    light = models.CharField(_("light"), max_length=10, choices=LightColour)
    judged_by = models.CharField(_("light judged by"), max_length=60, blank=True)
    was_red = models.BooleanField(_("red when the last round was over"))
    is_dated = models.BooleanField(_("with a due date"))
    number = models.IntegerField(_("tasks"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("tally of a section")
        verbose_name_plural = _("tallies of sections")

    def __str__(self) -> str:
        return f"{self.section} {self.get_status_display()} {self.number}"
