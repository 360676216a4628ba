"""What an agency beside the lead says of its report."""

from __future__ import annotations

import datetime

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy

from agencies.forms.seen import MomentRead, not_said
from agencies.forms.services import RemarkField, ServiceForm
from agencies.models import User
from tasks.enums import Stance
from tasks.models import ProgressReport
from tasks.services.opinions import opinion_give


class OpinionForm(ServiceForm):
    """同意 or 有异议; `read` is when the text that was read had been handed in."""

    stance = forms.ChoiceField(label=gettext_lazy("Opinion"), choices=Stance, widget=forms.RadioSelect)
    reason = RemarkField(
        label=gettext_lazy("Reason"),
        needed_when=gettext_lazy("(needed for dissent)"),
        help_text=gettext_lazy("The lead and the office read it; it holds nothing up."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    read = MomentRead()

    def given(self, *, actor: User, report: ProgressReport, day: datetime.date) -> bool:
        """Give it; False where that was refused, as it is where the form does not say what was read."""

        @transaction.atomic
        def as_read() -> None:
            read = self.cleaned_data["read"]
            opinion_give(
                actor=actor,
                report=report,
                stance=Stance(self.cleaned_data["stance"]),
                reason=self.cleaned_data["reason"],
                read=read,
                day=day,
            )
            if read is None:
                raise not_said(report)

        return self.carried_out(as_read)
