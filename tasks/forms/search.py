"""What is looked for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from plans.models import Plan
from tasks.enums import SearchKind
from tasks.filters.choices import PlanField


class SearchForm(forms.Form):
    """Words, and where wanted only one plan and one kind of thing."""

    q = forms.CharField(label=_("Words"), max_length=100, required=False)
    plan = PlanField(
        Plan.objects.none(), to_field_name="code", required=False, label=_("Plan"), empty_label=_("All")
    )
    kind = forms.ChoiceField(
        choices=[("", _("All")), *SearchKind.choices], required=False, label=_("Kind of result")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = Plan.objects.visible_to(user)  # type: ignore[attr-defined]
