"""What is looked for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from agencies.selects import Select
from plans.models import Plan
from tasks.enums import SearchKind


class SearchForm(forms.Form):
    """Words, and where wanted only one plan and one kind of thing."""

    q = forms.CharField(label=_("Words"), max_length=100, required=False)
    plan = forms.ModelChoiceField(
        Plan.objects.none(),
        to_field_name="code",
        required=False,
        label=_("Plan"),
        empty_label=_("All"),
        widget=Select,
    )
    kind = forms.ChoiceField(
        choices=[("", _("All")), *SearchKind.choices], required=False, label=_("Kind of result")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = Plan.objects.visible_to(user)  # type: ignore[attr-defined]
