"""Milestones in the report form: boxes in place of the percent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.forms.services import ServiceForm
from tasks.models import Milestone, ProgressReport


class ClaimsField(forms.TypedMultipleChoiceField):
    """Which milestones are reached; cleaned to their keys in order."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, milestones: Sequence[Milestone]) -> None:
        super().__init__(
            label=gettext_lazy("Milestones reached"),
            help_text=gettext_lazy(
                "They give the percent. “Not started” claims none and “Completed” all, whatever is ticked."
            ),
            choices=[
                (milestone.pk, format_html('<span lang="zh-Hans">{}</span>', milestone.name))
                for milestone in milestones
            ],
            coerce=int,
            required=False,
        )

    def clean(self, value: Any) -> list[int]:
        """The keys, sorted, so that two answers can be compared."""
        return sorted(super().clean(value))


class ClaimsMilestones(ServiceForm):
    """A report form that asks for milestones instead of the percent where the task has any.

    `offered` are those that it asks about. The form sends along which they were, so that it is noticed where
    one was added or ended while it was open.
    """

    offered: Sequence[Milestone] = ()

    def offer(self, milestones: Sequence[Milestone]) -> None:
        """Ask which of `milestones` are reached; with none the form asks for the percent."""
        self.offered = milestones
        if milestones:
            self.fields["percent"].disabled = True
            self.fields["claims"] = ClaimsField(milestones)

    def clean(self) -> dict[str, Any]:
        """Refuse what was ticked in another list of milestones than there is now."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.data.get(self.offered_name, "") != self.offered_keys:
            self.add_error(
                None, _("The milestones of this task have changed. Look at them again, then save.")
            )
        return cleaned

    @property
    def offered_name(self) -> str:
        """What the list of offered milestones is sent as."""
        return self.add_prefix("offered")

    @property
    def offered_keys(self) -> str:
        """The keys of the milestones offered."""
        return ",".join(str(milestone.pk) for milestone in self.offered)

    def claimed(self) -> list[Milestone] | None:
        """The milestones ticked; None where the form asks for none."""
        if not self.offered:
            return None
        return [milestone for milestone in self.offered if milestone.pk in self.cleaned_data["claims"]]


def claimed_keys(report: ProgressReport) -> list[int]:
    """The milestones (keys) that a saved report claims, sorted."""
    return sorted(report.claims.values_list("milestone", flat=True))


def claimed_names(report: ProgressReport) -> str:
    """Their names as people read them."""
    return "、".join(report.claims.values_list("milestone__name", flat=True))
