"""What the office fills in about lights."""

from __future__ import annotations

import datetime
from dataclasses import asdict

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from agencies.errors import InForce
from agencies.forms.seen import SeenForm
from agencies.forms.services import RemarkField
from agencies.models import User
from tasks.enums import LightColour
from tasks.models import Task, ThresholdChange
from tasks.services.consolidation import task_locked
from tasks.services.lights import LIMITS, light_lift, light_set, thresholds_change, thresholds_held
from tasks.summaries import in_force
from tasks.thresholds import Thresholds


def _thresholds_now() -> list[InForce]:
    thresholds_held()
    return [in_force.thresholds(ThresholdChange.objects.select_related("decided_by").first())]


def _light_now(task: Task) -> list[InForce]:
    decisions = task_locked(task.pk).light_overrides.select_related("decided_by")
    return [in_force.light(decisions.first())]


class ThresholdsForm(SeenForm):
    """The figures that lights are judged by, and why they change."""

    reason = RemarkField(label=_("Reason"), required=True)

    def __init__(self, *args: object, shown: Thresholds, seen: str, **kwargs: object) -> None:
        super().__init__(*args, initial={**asdict(shown), "seen": seen}, **kwargs)
        for name, most in LIMITS.items():
            label = ThresholdChange._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            self.fields[name] = forms.IntegerField(
                label=capfirst(str(label)),
                widget=forms.NumberInput(attrs={"min": 1, "max": most}),
                min_value=0,
                max_value=9999,
            )
        self.order_fields([*LIMITS, "reason"])

    def changed(self, *, actor: User, day: datetime.date) -> bool:
        """Put them in force; False where that was refused."""

        def service() -> None:
            figures = Thresholds(**{name: self.cleaned_data[name] for name in LIMITS})
            thresholds_change(actor=actor, thresholds=figures, reason=self.cleaned_data["reason"], day=day)

        return self.carried_out_as_seen(_thresholds_now, service)


class LightSetForm(SeenForm):
    """A colour of the office's own, until when, and why."""

    colour = forms.ChoiceField(label=_("Light"), choices=LightColour.choices)
    until = forms.DateField(
        label=_("Until the end of"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = RemarkField(label=_("Reason"), required=True)

    def set_light(self, *, actor: User, task: Task, day: datetime.date) -> bool:
        """Set it; False where that was refused."""

        def service() -> None:
            said = {**self.cleaned_data, "colour": LightColour(self.cleaned_data["colour"])}
            light_set(actor=actor, task=task, day=day, **said)

        return self.carried_out_as_seen(lambda: _light_now(task), service)


class LightLiftForm(SeenForm):
    """Why the computed light shows again."""

    reason = RemarkField(label=_("Reason"), required=True)

    def lifted(self, *, actor: User, task: Task, day: datetime.date) -> bool:
        """Lift it; False where that was refused."""
        return self.carried_out_as_seen(
            lambda: _light_now(task),
            lambda: light_lift(actor=actor, task=task, day=day, **self.cleaned_data),
        )
