"""What the office fills in to open, extend and close a round."""

from __future__ import annotations

import datetime
import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.errors import InForce
from agencies.forms.seen import SeenForm
from agencies.forms.services import RemarkField, ServiceForm
from agencies.models import Agency, User
from plans.models import Plan
from tasks.models import ReportingRound, Task
from tasks.services.no_change import report_no_change
from tasks.services.rounds import round_close, round_extend, round_held, round_open
from tasks.summaries import in_force

RANGE = re.compile(r"(\d{1,5})(?:\s*[-–—~～至]\s*(\d{1,5}))?")


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class RoundOpenForm(ServiceForm):
    """Open a round."""

    name = forms.CharField(
        label=gettext_lazy("Name"), help_text=gettext_lazy("Such as 2026年第三季度."), max_length=100
    )
    opens_on = forms.DateField(label=gettext_lazy("Opens on"), widget=_day())
    due_on = forms.DateField(label=gettext_lazy("Reports due on"), widget=_day())
    numbers = forms.CharField(
        label=gettext_lazy("Tasks"),
        help_text=gettext_lazy("Numbers such as 1-20、55. Empty: all that are not completed or dropped."),
        required=False,
    )
    made: ReportingRound | None = None

    def opened(self, *, actor: User, plan: Plan, day: datetime.date) -> bool:
        """Open it; False where it was refused."""

        def service() -> None:
            said = {name: self.cleaned_data[name] for name in ("name", "opens_on", "due_on")}
            self.made = round_open(actor=actor, plan=plan, day=day, tasks=self._tasks(plan), **said)

        return self.carried_out(service)

    def _tasks(self, plan: Plan) -> list[Task] | None:
        written = unicodedata.normalize("NFKC", self.cleaned_data["numbers"])
        if not written:
            return None
        numbers: set[int] = set()
        for piece in re.split(r"[,，、;；\s]+", written.strip()):
            found = RANGE.fullmatch(piece)
            if not found:
                raise ValidationError(
                    {
                        "numbers": _("“%(text)s” is no task number and no range such as 1-20.")
                        % {"text": piece}
                    }
                )
            first, last = int(found[1]), int(found[2] or found[1])
            numbers |= set(range(first, last + 1))
        tasks = list(Task.objects.filter(plan=plan, number__in=numbers))
        missing = sorted(numbers - {task.number for task in tasks})
        if missing:
            shown = "、".join(str(number) for number in missing[:10])
            raise ValidationError({"numbers": _("This plan has no task %(numbers)s.") % {"numbers": shown}})
        return tasks


def _round_now(reporting_round: ReportingRound) -> list[InForce]:
    return [in_force.round_step(round_held(reporting_round))]


class RoundExtendForm(SeenForm):
    """Give more time."""

    due_on = forms.DateField(label=gettext_lazy("New due date"), widget=_day())
    reason = RemarkField(label=gettext_lazy("Reason"), required=True)

    def extended(self, *, actor: User, reporting_round: ReportingRound, day: datetime.date) -> bool:
        """Extend it; False where it was refused."""
        return self.carried_out_as_seen(
            lambda: _round_now(reporting_round),
            lambda: round_extend(actor=actor, reporting_round=reporting_round, day=day, **self.cleaned_data),
        )


class RoundCloseForm(SeenForm):
    """End a round."""

    reason = RemarkField(label=gettext_lazy("Remark"), required=False)

    def closed(self, *, actor: User, reporting_round: ReportingRound) -> bool:
        """Close it; False where it was refused."""
        return self.carried_out_as_seen(
            lambda: _round_now(reporting_round),
            lambda: round_close(actor=actor, reporting_round=reporting_round, **self.cleaned_data),
        )


class NoChangeForm(ServiceForm):
    """本期无新进展, for one agency."""

    agency = forms.ModelChoiceField(Agency.objects.all())

    def reported(self, *, actor: User, task: Task) -> bool:
        """Hand it in; False where it was refused."""
        return self.carried_out(
            lambda: report_no_change(actor=actor, task=task, agency=self.cleaned_data["agency"])
        )
