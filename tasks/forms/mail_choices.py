"""Which notices come by mail, by what they are about."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.forms.services import ServiceForm
from agencies.models import User
from tasks.enums import NoticeKind
from tasks.services.mail_choices import kinds_wanted, mail_choices_set


class KindsField(forms.MultipleChoiceField):
    """Some kinds of notices, each to be ticked."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *kinds: NoticeKind, **said: Any) -> None:
        self.kinds = kinds
        choices = [(kind.value, kind.label) for kind in kinds]
        super().__init__(choices=choices, required=False, **said)


class MailChoicesForm(ServiceForm):
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
        label=_("What was decided about yours"),
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
        wanted = [kind.value for kind in kinds_wanted(user)]
        return cls(initial=dict.fromkeys(cls.base_fields, wanted))

    def kept(self, *, actor: User) -> bool:
        """Keep what is ticked; False where it was refused."""
        return self.carried_out(
            lambda: mail_choices_set(
                actor=actor,
                wanted={NoticeKind(kind) for ticked in self.cleaned_data.values() for kind in ticked},
            )
        )
