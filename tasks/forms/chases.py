"""What the office fills in to remind agencies, and the agency's one click that acknowledges it."""

from __future__ import annotations

import datetime

from django import forms
from django.utils.translation import gettext_lazy

from agencies.forms.services import RemarkField, ServiceForm
from agencies.models import Agency, User
from tasks.models import Chase, ReportingRound
from tasks.services.chases import Chased, agencies_chase, chase_sign


class ChaseForm(ServiceForm):
    """Remind one agency, or without `agency` all that owe."""

    agency = forms.ModelChoiceField(Agency.objects.all(), required=False)
    note = RemarkField(
        label=gettext_lazy("What the office says"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    made: Chased | None = None

    @property
    def one(self) -> Agency | None:
        """The agency that a sent form is for; None where it is for all that owe."""
        return self.cleaned_data.get("agency") if self.is_bound else None

    def chased(self, *, actor: User, reporting_round: ReportingRound, day: datetime.date) -> bool:
        """Remind; False where it was refused. Then `made` is what came of it."""

        def service() -> None:
            one = self.cleaned_data["agency"]
            self.made = agencies_chase(
                actor=actor,
                reporting_round=reporting_round,
                day=day,
                agencies=[one] if one else None,
                note=self.cleaned_data["note"],
            )

        return self.carried_out(service)


class ChaseSignForm(ServiceForm):
    """签收, without anything to fill in."""

    def signed(self, *, actor: User, chase: Chase) -> bool:
        """Acknowledge; False where it was refused."""
        return self.carried_out(lambda: chase_sign(actor=actor, chase=chase))
