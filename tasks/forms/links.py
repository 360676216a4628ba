"""What the office fills in to go through suggested links, and to decide about them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext, gettext_lazy, ngettext

from agencies.forms.services import RemarkField, ServiceForm
from agencies.models import User
from agencies.selects import Select
from plans.models import Plan
from tasks.enums import LinkDecision
from tasks.forms.keys import key_of
from tasks.linking.nearness import DEFAULT_THRESHOLD
from tasks.models import Task, TaskLink
from tasks.services.links import Ruling, link_decide, links_decide
from tasks.summaries.links import EVERY_DECISION, plan_before

THRESHOLDS = (0.25, 0.35, DEFAULT_THRESHOLD, 0.6)
UNDECIDED, ALL = "undecided", "all"
SHOWN: dict[str, tuple[LinkDecision | None, ...]] = {
    UNDECIDED: (None,),
    LinkDecision.CONFIRMED.value: (LinkDecision.CONFIRMED,),
    LinkDecision.REJECTED.value: (LinkDecision.REJECTED,),
    ALL: EVERY_DECISION,
}
"""What can be looked at, and the decisions that are shown then."""


class LinkFilterForm(forms.Form):
    """Which two plans are compared, and which suggestions are shown; any two, whichever is older."""

    later = forms.ModelChoiceField(
        label=gettext_lazy("Tasks of"),
        queryset=Plan.objects.none(),
        to_field_name="code",
        empty_label=None,
        widget=Select,
    )
    earlier = forms.ModelChoiceField(
        label=gettext_lazy("Compared with"),
        queryset=Plan.objects.none(),
        to_field_name="code",
        empty_label=None,
        widget=Select,
    )
    show = forms.ChoiceField(
        label=gettext_lazy("Show"),
        choices=[
            (UNDECIDED, gettext_lazy("Undecided")),
            *[choice for choice in LinkDecision.choices if choice[0] in SHOWN],
            (ALL, gettext_lazy("All")),
        ],
    )
    threshold = forms.TypedChoiceField(
        label=gettext_lazy("Score from"),
        coerce=float,
        choices=[(str(one), f"{one:.2f}") for one in THRESHOLDS],
    )

    def __init__(self, asked: QueryDict, plans: Sequence[Plan], user: User) -> None:
        named = [plan for plan in plans if plan.code == asked.get("later")]
        later = next(iter([*named, *plans]), None)
        others = [plan for plan in plans if plan != later]
        earlier = (plan_before(later, others) if later else None) or next(iter(others), None)
        defaults = {
            "later": later.code if later else "",
            "earlier": earlier.code if earlier else "",
            "show": UNDECIDED,
            "threshold": str(DEFAULT_THRESHOLD),
        }
        super().__init__({name: asked.get(name) or default for name, default in defaults.items()})
        for name in ("later", "earlier"):
            field: Any = self.fields[name]
            field.queryset = Plan.objects.visible_to(user)

    def clean(self) -> dict[str, Any]:
        """Raises where both plans are one."""
        chosen = self.cleaned_data
        if chosen.get("later") and chosen.get("later") == chosen.get("earlier"):
            raise ValidationError({"earlier": gettext("Choose two different plans.")})
        return chosen


class LinkForm(ServiceForm):
    """What is decided, why, and about which pairs: those ticked, or the one whose own button was pressed.

    A pair is written as its two references and the decision that was read (its key, or nothing), such as
    `2020-41:2016-17:`; a button of its own says before that what is decided.
    """

    decision = forms.ChoiceField(choices=LinkDecision.choices)
    reason = RemarkField(
        label=gettext_lazy("Reason"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 1}),
    )

    def __init__(self, sent: QueryDict | None = None) -> None:
        asked = sent if sent is not None else QueryDict()
        decision, _colon, pair = asked.get("one", "").partition(":")
        self.pairs = [pair] if pair else asked.getlist("pairs")
        said = {
            "decision": decision or asked.get("decision", ""),
            "reason": asked.get("reason", ""),
        }
        super().__init__(said if sent is not None else None)
        self._decided: list[TaskLink] = []

    def is_about(self, decisions: Collection[LinkDecision | None]) -> None:
        """Say of the reason what the service asks of pairs with these decisions; None: undecided ones."""
        undecided = None in decisions
        self.fields["reason"].required = not undecided
        if undecided and len(decisions) > 1:
            reason: Any = self.fields["reason"]
            reason.needed_when = gettext("(needed to change a decision)")

    @property
    def ticked(self) -> list[str]:
        """The pairs sent, as a page names them."""
        return [pair.rpartition(":")[0] for pair in self.pairs]

    @property
    def said(self) -> str:
        """What was decided: of one pair how, of more how many."""
        if len(self._decided) > 1:
            said = ngettext("%(number)s pair decided.", "%(number)s pairs decided.", len(self._decided))
            return said % {"number": len(self._decided)}
        (link,) = self._decided
        return gettext("%(pair)s: %(decision)s.") % {"pair": link, "decision": link.get_decision_display()}

    def decided(self, *, actor: User) -> bool:
        """Decide, all or nothing; whether that was done."""
        return self.carried_out(lambda: self._decide(actor))

    def _decide(self, actor: User) -> None:
        rulings = self._rulings(actor)
        if len(rulings) == 1:
            self._decided = [link_decide(actor=actor, ruling=rulings[0])]
            return
        try:
            self._decided = links_decide(actor=actor, rulings=rulings)
        except ValidationError as refusal:
            if not hasattr(refusal, "error_dict"):
                raise
            said = [
                gettext("%(what)s: %(said)s") % {"what": rulings[int(place)], "said": message}
                for place, messages in refusal.message_dict.items()
                for message in messages
            ]
            raise ValidationError(said) from refusal

    def _rulings(self, actor: User) -> list[Ruling]:
        parts = [pair.split(":") for pair in self.pairs]
        named = (reference for part in parts for reference in part[:2])
        tasks = Task.objects.visible_to(actor).named(named)
        try:
            return [
                Ruling(
                    later=tasks[later],
                    earlier=tasks[earlier],
                    decision=LinkDecision(self.cleaned_data["decision"]),
                    seen=key_of(seen),
                    reason=self.cleaned_data["reason"],
                )
                for later, earlier, seen in parts
            ]
        except (KeyError, ValueError) as missing:
            raise ValidationError(gettext("One of these pairs is not there any more.")) from missing
