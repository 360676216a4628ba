"""Which notices come by mail, by what they are about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.errors import InForce
from agencies.forms.seen import SeenForm, seen_of
from agencies.models import User
from tasks.enums import NoticeKind
from tasks.services.mail_choices import CHOOSABLE, kinds_wanted, mail_choices_set
from tasks.summaries import in_force


class KindsField(forms.MultipleChoiceField):
    """Some kinds of notices, each to be ticked."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *kinds: NoticeKind, **said: Any) -> None:
        self.kinds = kinds
        choices = [(kind.value, kind.label) for kind in kinds]
        super().__init__(choices=choices, required=False, **said)


def _choices_now(wanted: Sequence[NoticeKind]) -> InForce:
    return in_force.mail(wanted, [kind for kind in CHOOSABLE if kind not in wanted])


class MailChoicesForm(SeenForm):
    """Every kind that can be chosen, ticked where it comes by mail."""

    due = KindsField(NoticeKind.DIGEST, label=_("What is due"))
    rounds = KindsField(
        NoticeKind.ROUND_OPENED,
        NoticeKind.ROUND_EXTENDED,
        NoticeKind.ROUND_CLOSED,
        label=_("Reporting rounds"),
    )
    waiting = KindsField(
        NoticeKind.REPORT_SUBMITTED,
        NoticeKind.SHARE_SUBMITTED,
        NoticeKind.APPROVAL_NEEDED,
        NoticeKind.OPINION_ASKED,
        NoticeKind.EXTENSION_ASKED,
        label=_("What waits for you"),
    )
    decided = KindsField(
        NoticeKind.REPORT_CONFIRMED,
        NoticeKind.SHARE_ACCEPTED,
        NoticeKind.REPORT_RETURNED,
        NoticeKind.TASK_REOPENED,
        NoticeKind.EXTENSION_DECIDED,
        NoticeKind.DUTIES_PASSED,
        NoticeKind.REPORT_SET_BACK,
        label=_("What was decided about your work"),
    )
    others = KindsField(
        NoticeKind.CHASE_SIGNED,
        NoticeKind.DISSENT_GIVEN,
        NoticeKind.CONSOLIDATION_TAKEN,
        NoticeKind.CONSOLIDATION_RELEASED,
        label=_("What others do"),
    )

    @classmethod
    def of(cls, user: User) -> MailChoicesForm:
        """The form as the person last left it."""
        wanted = kinds_wanted(user)
        initial: dict[str, Any] = {name: [kind.value for kind in wanted] for name in cls.base_fields}
        return cls(initial=initial | {"seen": seen_of([_choices_now(wanted)])})

    def kept(self, *, actor: User) -> bool:
        """Keep what is ticked; False where it was refused."""

        def now() -> list[InForce]:
            User.objects.select_for_update(no_key=True).get(pk=actor.pk)
            return [_choices_now(kinds_wanted(actor))]

        return self.carried_out_as_seen(
            now,
            lambda: mail_choices_set(
                actor=actor,
                wanted={NoticeKind(kind) for ticked in self.cleaned_data.values() for kind in ticked},
            ),
        )
