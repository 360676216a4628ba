"""One of several leads takes a task in hand, or lets it go."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from agencies.forms.services import RemarkField, ServiceForm
from agencies.models import Agency, User
from tasks.models import Consolidation, Task
from tasks.services.consolidation import ConsolidationHeld, consolidation_release, consolidation_take


class TakeForm(ServiceForm):
    """Take the task, or take it over from another lead with a reason; `seen` is the row that was read."""

    reason = RemarkField(
        label=gettext_lazy("Reason for taking it over"),
        help_text=gettext_lazy("The lead that consolidates now reads this."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def taken(self, *, actor: User, task: Task, agency: Agency) -> bool:
        """Take it; False where that was refused. Without `seen` nobody was seen to hold it."""

        def service() -> None:
            reason, seen = self.cleaned_data["reason"], self.cleaned_data["seen"] or 0
            consolidation_take(actor=actor, task=task, agency=agency, reason=reason, seen=seen)

        return self.carried_out(service)


class ReleaseForm(ServiceForm):
    """Let the task go."""

    def released(self, *, actor: User, task: Task) -> bool:
        """Let it go; False where that was refused."""
        return self.carried_out(lambda: consolidation_release(actor=actor, task=task))


class TakesOver(ServiceForm):
    """A report form of which a lead that does not consolidate can take the task over and save at once."""

    takeover_reason = RemarkField(
        label=gettext_lazy("Reason for taking it over"),
        help_text=gettext_lazy("The lead that consolidates now reads this."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    @property
    def held(self) -> Consolidation | None:
        """Who consolidates the task, if that is why the report was refused."""
        return self.conflict.held if isinstance(self.conflict, ConsolidationHeld) else None

    def take_over(self, actor: User, task: Task, agency: Agency) -> None:
        """Take the task over with the reason given; a refusal of the reason stands at its field."""
        reason = self.cleaned_data["takeover_reason"]
        try:
            consolidation_take(actor=actor, task=task, agency=agency, reason=reason)
        except forms.ValidationError as refusal:
            raise forms.ValidationError({"takeover_reason": refusal.messages}) from None
