"""What is filled in about the dates, milestones and wording of one task."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from agencies.errors import InForce
from agencies.forms.seen import SeenForm
from agencies.forms.services import AskedText, RemarkField, ServiceForm, SometimesNeeded
from agencies.models import Agency, User
from plans.clock import today
from tasks.models import DueDateChange, ExtensionRequest, Milestone, Task, WordingChange
from tasks.services.consolidation import task_locked
from tasks.services.due_dates import due_dates_set
from tasks.services.extensions import (
    extension_ask,
    extension_grant,
    extension_refuse,
    extension_withdraw,
)
from tasks.services.milestones import milestone_add, milestone_end, milestone_held, milestone_move
from tasks.services.wordings import wording_change
from tasks.summaries import in_force

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class DayField(SometimesNeeded, forms.DateField):
    """A day, chosen from a calendar where the browser has one."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def reason_field(needed_when: StrOrPromise = "") -> RemarkField:
    """A reason; it is needed, or where that depends on what there is, `needed_when`."""
    widget = forms.Textarea(attrs={"rows": 2})
    return RemarkField(label=gettext_lazy("Reason"), needed_when=needed_when, widget=widget)


def reason_of_a_move() -> RemarkField:
    """Why a date becomes another; the first one needs no reason."""
    return reason_field(gettext_lazy("(needed to change a date that is set)"))


def document_field() -> forms.CharField:
    """The number of the document that decides, if one does."""
    return forms.CharField(
        label=gettext_lazy("Document number"),
        help_text=gettext_lazy("Where a document decides it. The task is shown as adjusted then."),
        max_length=100,
        required=False,
    )


class DateStepForm(ServiceForm):
    """One step about a task's dates. `said` is told when it is done."""

    said: Promise


class TaskStepForm(DateStepForm):
    """A step about the task itself."""

    def done(self, *, actor: User, task: Task) -> bool:
        """Take the step; False where it was refused."""
        return self.carried_out(lambda: self.carry_out(actor, task))

    def carry_out(self, actor: User, task: Task) -> None:
        """Call the service of this step."""
        raise NotImplementedError


class OfficeStepForm(TaskStepForm, SeenForm):
    """A step of the office about the task, which replaces what is in force."""

    def done(self, *, actor: User, task: Task) -> bool:
        """Take the step; False where it was refused."""

        def now() -> list[InForce]:
            return [self.in_force(task_locked(task.pk))]

        return self.carried_out_as_seen(now, lambda: self.carry_out(actor, task))

    def in_force(self, task: Task) -> InForce:
        """What the step would replace."""
        raise NotImplementedError


class DueDateForm(OfficeStepForm):
    """The office sets or moves the task's own date."""

    said = gettext_lazy("The due date of %(task)s is set.")
    due_on = DayField(label=gettext_lazy("Due on"))
    document_number = document_field()
    reason = reason_of_a_move()

    def carry_out(self, actor: User, task: Task) -> None:
        """Set it."""
        due_dates_set(actor=actor, tasks=[task], **self.cleaned_data)

    def in_force(self, task: Task) -> InForce:
        """The due date."""
        changes = DueDateChange.objects.of_tasks().filter(task=task).select_related("decided_by")
        return in_force.due_date(changes.first())


class WordingForm(OfficeStepForm):
    """The office adjusts the wording by a document."""

    said = gettext_lazy("The wording of %(task)s is adjusted; the printed text stays beside it.")
    text = AskedText(
        label=gettext_lazy("Wording as it is now"),
        help_text=gettext_lazy("The whole of it. The printed text stays and is shown beside it."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    document_number = AskedText(label=gettext_lazy("Document number"), max_length=100)
    reason = RemarkField(
        label=gettext_lazy("Reason"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def carry_out(self, actor: User, task: Task) -> None:
        """Adjust it."""
        wording_change(actor=actor, task=task, **self.cleaned_data)

    def in_force(self, task: Task) -> InForce:
        """The wording."""
        return in_force.wording(WordingChange.objects.filter(task=task).select_related("decided_by").first())


class MilestoneAddForm(OfficeStepForm):
    """The office adds a step."""

    said = gettext_lazy("The milestone of %(task)s is set.")
    name = forms.CharField(label=gettext_lazy("What is to be reached"), max_length=200)
    due_on = DayField(label=gettext_lazy("Due on"), required=False)
    position = forms.IntegerField(
        label=gettext_lazy("Order"),
        help_text=gettext_lazy("Leave it empty to put it last."),
        min_value=0,
        max_value=999,
        required=False,
    )

    def carry_out(self, actor: User, task: Task) -> None:
        """Add it."""
        milestone_add(actor=actor, task=task, **self.cleaned_data)

    def in_force(self, task: Task) -> InForce:
        """The milestones: with one more of them the percent of every report is another."""
        return in_force.milestones(list(task.milestones.select_related("set_by", "ended_by")))


class ExtensionAskForm(TaskStepForm):
    """An agency asks for a later date."""

    said = gettext_lazy("The office is asked for a later date of %(task)s.")
    agency = forms.ModelChoiceField(Agency.objects.all(), widget=forms.HiddenInput)
    asked_due_on = DayField(label=gettext_lazy("New due date asked for"))
    reason = RemarkField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Where the date is granted, everyone signed in reads it beside the date."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def carry_out(self, actor: User, task: Task) -> None:
        """Ask."""
        extension_ask(actor=actor, task=task, day=today(), **self.cleaned_data)


class MilestoneStepForm(DateStepForm, SeenForm):
    """A step about one milestone."""

    def done(self, *, actor: User, milestone: Milestone) -> bool:
        """Take the step; False where it was refused."""

        def now() -> list[InForce]:
            row = milestone_held(milestone)
            return [in_force.milestone(row, row.due_date_changes.select_related("decided_by").first())]

        return self.carried_out_as_seen(now, lambda: self.carry_out(actor, milestone))

    def carry_out(self, actor: User, milestone: Milestone) -> None:
        """Call the service of this step."""
        raise NotImplementedError


class MilestoneMoveForm(MilestoneStepForm):
    """The office sets or moves the date of a milestone."""

    said = gettext_lazy("The date of the milestone “%(name)s” is set.")
    due_on = DayField(label=gettext_lazy("Due on"))
    reason = reason_of_a_move()

    def carry_out(self, actor: User, milestone: Milestone) -> None:
        """Move it."""
        milestone_move(actor=actor, milestone=milestone, **self.cleaned_data)


class MilestoneEndForm(MilestoneStepForm):
    """The office takes a milestone out of the count."""

    said = gettext_lazy("The milestone “%(name)s” has ended.")
    reason = reason_field()

    def carry_out(self, actor: User, milestone: Milestone) -> None:
        """End it."""
        milestone_end(actor=actor, milestone=milestone, **self.cleaned_data)


class ExtensionStepForm(DateStepForm):
    """A step about one request."""

    def done(self, *, actor: User, request: ExtensionRequest) -> bool:
        """Take the step; False where it was refused."""
        return self.carried_out(lambda: self.carry_out(actor, request))

    def carry_out(self, actor: User, request: ExtensionRequest) -> None:
        """Call the service of this step."""
        raise NotImplementedError


class ExtensionGrantForm(ExtensionStepForm):
    """The office moves the date, to the one asked for or another later one."""

    said = gettext_lazy("The later date of %(task)s is granted.")
    seen_due_on = forms.DateField(required=False, widget=forms.HiddenInput)
    due_on = DayField(label=gettext_lazy("New due date"))
    document_number = document_field()
    reason = RemarkField(
        label=gettext_lazy("Remark"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def carry_out(self, actor: User, request: ExtensionRequest) -> None:
        """Grant it."""
        extension_grant(actor=actor, request=request, **self.cleaned_data)


class ExtensionRefuseForm(ExtensionStepForm):
    """The office leaves the date as it is."""

    said = gettext_lazy("The later date of %(task)s is refused.")
    seen_due_on = forms.DateField(required=False, widget=forms.HiddenInput)
    reason = reason_field()

    def carry_out(self, actor: User, request: ExtensionRequest) -> None:
        """Refuse it."""
        extension_refuse(actor=actor, request=request, **self.cleaned_data)


class ExtensionWithdrawForm(ExtensionStepForm):
    """The agency takes its request back."""

    said = gettext_lazy("The request for a later date of %(task)s is taken back.")

    def carry_out(self, actor: User, request: ExtensionRequest) -> None:
        """Take it back."""
        extension_withdraw(actor=actor, request=request)
