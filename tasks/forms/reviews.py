"""What a reviewer fills in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from agencies.forms.services import ServiceForm


class DecisionForm(ServiceForm):
    """A decision that needs no word: submit, withdraw, discard, approve, accept."""


class ConfirmForm(ServiceForm):
    """核定; a completed task with unfinished participants asks for the reason."""

    override_reason = forms.CharField(
        label=gettext_lazy("Reason for confirming although participants are not finished"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReturnForm(ServiceForm):
    """退回."""

    reason = forms.CharField(
        label=gettext_lazy("Reason for returning"),
        help_text=gettext_lazy("The agency reads this: say what is missing or unclear."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
