"""What the office fills in about a plan: tracking, the reading of its mark, who has what, due dates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from agencies.errors import InForce
from agencies.forms.names import AgencyNamesField
from agencies.forms.seen import SeenForm
from agencies.forms.services import RemarkField, ServiceForm
from agencies.models import User
from plans.enums import MarkedByDuty
from plans.models import LeadRuleReading, Plan, TrackingChange
from plans.services import tracking_close, tracking_open
from tasks.enums import AssignmentRole
from tasks.forms.dates import DayField, document_field
from tasks.forms.keys import TasksField
from tasks.models import Assignment, Task
from tasks.models.task import TaskQuerySet
from tasks.services.assignments import Grant, agencies_assign, assignment_end, collective_expand
from tasks.services.consolidation import tasks_locked
from tasks.services.due_dates import due_dates_set
from tasks.services.readings import reading_change
from tasks.summaries import in_force

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def _reason(*, asked: bool = False, needed_when: StrOrPromise = "") -> RemarkField:
    return RemarkField(label=gettext_lazy("Reason"), required=asked, needed_when=needed_when)


def _agencies(role: AssignmentRole) -> AgencyNamesField:
    return AgencyNamesField(label=role.label, needed_when=gettext_lazy("(at least one of the three)"))


def _held(plan: Plan) -> None:
    Plan.objects.select_for_update(no_key=True).get(pk=plan.pk)


def _tracking_now(plan: Plan) -> list[InForce]:
    _held(plan)
    last = TrackingChange.objects.filter(plan=plan).select_related("decided_by").first()
    return [in_force.tracking(last.tracked_from if last else None, last)]


def _reading_now(plan: Plan) -> list[InForce]:
    _held(plan)
    readings = LeadRuleReading.objects.filter(plan=plan).select_related("decided_by")
    return [in_force.reading(readings.first())]


class TrackingOpenForm(SeenForm):
    """Begin to track a plan, or move the day on which tracking began."""

    tracked_from = DayField(label=gettext_lazy("Tracked from"))
    reason = _reason()

    def opened(self, *, actor: User, plan: Plan) -> bool:
        """Open tracking; False where it was refused."""
        return self.carried_out_as_seen(
            lambda: _tracking_now(plan), lambda: tracking_open(actor=actor, plan=plan, **self.cleaned_data)
        )


class TrackingCloseForm(SeenForm):
    """Stop tracking a plan."""

    reason = _reason(asked=True)

    def closed(self, *, actor: User, plan: Plan) -> bool:
        """Close tracking; False where it was refused."""
        return self.carried_out_as_seen(
            lambda: _tracking_now(plan), lambda: tracking_close(actor=actor, plan=plan, **self.cleaned_data)
        )


class ReadingForm(SeenForm):
    """Change what the mark 按职责分别负责 means in a plan."""

    marked_by_duty_means = forms.ChoiceField(
        label=gettext_lazy("What the mark means"),
        choices=MarkedByDuty,
        widget=forms.RadioSelect,
    )
    reason = _reason(asked=True)

    def changed(self, *, actor: User, plan: Plan) -> bool:
        """Change the reading; False where it was refused."""
        return self.carried_out_as_seen(
            lambda: _reading_now(plan),
            lambda: reading_change(
                actor=actor,
                plan=plan,
                marked_by_duty_means=MarkedByDuty(self.cleaned_data["marked_by_duty_means"]),
                reason=self.cleaned_data["reason"],
            ),
        )


class ManyTasksForm(SeenForm):
    """Something done to many tasks of a plan: to the ticked ones, or to all that the filter shows."""

    tasks = TasksField(Task.objects.none(), required=False)
    all_shown = forms.BooleanField(
        label=gettext_lazy("All tasks listed here, also those folded up, ticked or not"), required=False
    )
    reason = _reason(needed_when=gettext_lazy("(needed to change a role or a date that is set)"))

    def __init__(
        self, data: QueryDict | None, *, shown: TaskQuerySet, initial: dict[str, str] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.shown = shown
        self.ticked = set(data.getlist("tasks")) if data else set()
        self.fields["tasks"].queryset = shown  # type: ignore[attr-defined]

    def chosen(self) -> Sequence[Task]:
        """The tasks meant."""
        return list(self.shown if self.cleaned_data["all_shown"] else self.cleaned_data["tasks"])

    def locked(self) -> Sequence[Task]:
        """The same, their rows locked."""
        return tasks_locked(self.chosen())


class AssignForm(ManyTasksForm):
    """Give tasks to agencies, each in a role."""

    lead = _agencies(AssignmentRole.LEAD)
    participating = _agencies(AssignmentRole.PARTICIPATING)
    by_duty = _agencies(AssignmentRole.BY_DUTY)

    made: Sequence[Assignment] = ()

    def assigned(self, *, actor: User) -> bool:
        """Assign; False where it was refused. `made` are the new assignments."""
        return self.carried_out_as_seen(lambda: in_force.parts_of(self.locked()), lambda: self._assign(actor))

    def _assign(self, actor: User) -> None:
        grants = [Grant(agency, role) for role in AssignmentRole for agency in self.cleaned_data[role.value]]
        self.made = agencies_assign(
            actor=actor, tasks=self.chosen(), grants=grants, reason=self.cleaned_data["reason"]
        )


class DueDatesForm(ManyTasksForm):
    """Set the due date of tasks, or take it away."""

    due_on = DayField(
        label=gettext_lazy("Due on"), needed_when=gettext_lazy("(needed unless it is taken away)")
    )
    document_number = document_field()
    take_away = forms.BooleanField(label=gettext_lazy("Take the due date away"), required=False)

    changed = 0

    def clean(self) -> None:
        """An empty date is only meant where the box says so."""
        missing = "due_on" in self.cleaned_data and not self.cleaned_data["due_on"]
        if missing and not self.cleaned_data["take_away"]:
            self.add_error("due_on", forms.ValidationError(self.fields["due_on"].error_messages["required"]))

    def dated(self, *, actor: User) -> bool:
        """Set the dates; False where it was refused. `changed` says of how many tasks."""
        return self.carried_out_as_seen(
            lambda: in_force.due_dates_of(self.locked()), lambda: self._set(actor)
        )

    def _set(self, actor: User) -> None:
        due_on = None if self.cleaned_data["take_away"] else self.cleaned_data["due_on"]
        said = {name: self.cleaned_data[name] for name in ("reason", "document_number")}
        changes = due_dates_set(actor=actor, tasks=self.chosen(), due_on=due_on, **said)
        self.changed = len(changes)


class AssignmentEndForm(ServiceForm):
    """Take a task from an agency."""

    reason = _reason(asked=True)

    def ended(self, *, actor: User, assignment: Assignment) -> bool:
        """End it; False where it was refused."""
        return self.carried_out(
            lambda: assignment_end(actor=actor, assignment=assignment, **self.cleaned_data)
        )


class CollectiveExpandForm(ServiceForm):
    """Give a collective's part to its members."""

    agencies = AgencyNamesField(
        label=gettext_lazy("Members"),
        help_text=gettext_lazy("Names separated by 、 or commas."),
        error_messages={"required": gettext_lazy("Choose at least one agency.")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    reason = _reason()

    def expanded(self, *, actor: User, assignment: Assignment) -> bool:
        """Expand it; False where it was refused."""
        return self.carried_out(
            lambda: collective_expand(actor=actor, assignment=assignment, **self.cleaned_data)
        )
