"""How an agency wants its reports to leave the house."""

from __future__ import annotations

from django import forms

from agencies.forms.services import ServiceForm
from agencies.models import Agency, User
from agencies.services.accounts import policy_set


class PolicyForm(ServiceForm):
    """Whether an approver passes every report on."""

    two_person = forms.BooleanField(required=False)

    def kept(self, *, actor: User, agency: Agency) -> bool:
        """Keep the policy; False where it was refused."""
        return self.carried_out(lambda: policy_set(actor=actor, agency=agency, **self.cleaned_data))
