"""How an agency wants its reports to leave the house."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _

from agencies.errors import InForce
from agencies.forms.seen import SeenForm, seen_of
from agencies.models import Agency, AuditEntry, ReportingPolicy, User
from agencies.services.accounts import policy_set


def policy_in_force(agency: Agency, *, two_person: bool, decided: AuditEntry | None = None) -> InForce:
    """Whether an approver passes the reports of `agency` on; `decided`: the entry of who said so last."""
    said = _("%(what)s: %(said)s") % {"what": agency, "said": _("On") if two_person else _("Off")}
    by, at = (decided.actor, decided.at) if decided else (None, None)
    return InForce("policy", "on" if two_person else "off", said, by, at)


class PolicyForm(SeenForm):
    """Whether an approver passes every report on."""

    two_person = forms.BooleanField(required=False)

    def kept(self, *, actor: User, agency: Agency) -> bool:
        """Keep the policy; False where it was refused."""

        def now() -> list[InForce]:
            Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
            two_person = ReportingPolicy.objects.filter(agency=agency, two_person=True).exists()
            about = {"target_type": agency._meta.label_lower, "target_id": str(agency.pk)}
            entries = AuditEntry.objects.filter(action="policy.set", **about).select_related("actor")
            last = entries.order_by("-pk").first()
            return [policy_in_force(agency, two_person=two_person, decided=last)]

        return self.carried_out_as_seen(
            now, lambda: policy_set(actor=actor, agency=agency, **self.cleaned_data)
        )


def shown_policy(agency: Agency) -> str:
    """What the form says that it shows of `agency`."""
    policy = getattr(agency, "reporting_policy", None)
    return seen_of([policy_in_force(agency, two_person=bool(policy and policy.two_person))])
