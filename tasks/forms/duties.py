"""The office decides who carries on what an ended agency still holds."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.errors import InForce
from agencies.forms.names import AgencyNamesField
from agencies.forms.seen import SeenForm, seen_of
from agencies.forms.services import RemarkField
from agencies.models import Agency, User
from tasks.models import Assignment
from tasks.services.duties import duties_pass
from tasks.summaries import in_force
from tasks.summaries.duties import OpenDuty, open_duties


class OneAgencyField(AgencyNamesField):
    """A single agency by any of its names; empty is None."""

    def clean(self, value: object) -> Agency | None:  # type: ignore[override]
        """The agency named."""
        named = super().clean(value)
        if len(named) > 1:
            raise ValidationError(_("Name one agency."))
        return named[0] if named else None


class DutiesPassForm(SeenForm):
    """One line a duty: whether it passes, and to whom; ticked and filled in with who is on record."""

    reason = RemarkField(
        label=gettext_lazy("Reason"),
        needed_when=gettext_lazy("(needed where a body is not on record as the successor)"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: QueryDict | None, *, duties: Sequence[OpenDuty]) -> None:
        super().__init__(data, initial={"seen": seen_of([in_force.duties(duties)])})
        self.duties = duties
        self.passed: list[Assignment] = []
        for duty in duties:
            key = duty.assignment.pk
            successor = duty.successor.name if duty.successor else ""
            self.fields[f"pass-{key}"] = forms.BooleanField(
                label=duty.task.reference, required=False, initial=duty.successor is not None
            )
            self.fields[f"to-{key}"] = OneAgencyField(
                label=_("%(task)s passes to") % {"task": duty.task.reference},
                required=False,
                initial=successor,
                widget=forms.TextInput(attrs={"list": "bodies", "lang": "zh-Hans"}),
            )

    def lines(self) -> list[tuple[OpenDuty, forms.BoundField, forms.BoundField]]:
        """Every duty with its two fields."""
        return [
            (duty, self[f"pass-{duty.assignment.pk}"], self[f"to-{duty.assignment.pk}"])
            for duty in self.duties
        ]

    def carried(self, *, actor: User, agency: Agency, day: datetime.date) -> bool:
        """Pass what is ticked, all or nothing; False where it was refused."""

        def now() -> list[InForce]:
            Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
            return [in_force.duties(open_duties(agency, day), in_force.last_end(agency))]

        def service() -> None:
            for to_agency, parts in self._chosen().items():
                duties_pass(
                    actor=actor,
                    from_agency=agency,
                    to_agency=to_agency,
                    assignments=parts,
                    reason=self.cleaned_data["reason"],
                    day=day,
                )
                self.passed += parts

        return self.carried_out_as_seen(now, service)

    def _chosen(self) -> dict[Agency, list[Assignment]]:
        chosen: dict[Agency, list[Assignment]] = defaultdict(list)
        for duty in self.duties:
            key = duty.assignment.pk
            if not self.cleaned_data[f"pass-{key}"]:
                continue
            to_agency = self.cleaned_data[f"to-{key}"]
            if to_agency is None:
                raise ValidationError({f"to-{key}": _("Say who carries it on.")})
            chosen[to_agency].append(duty.assignment)
        if not chosen:
            raise ValidationError(_("Choose at least one task."))
        return chosen
