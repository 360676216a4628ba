"""The app of who: agencies, people, and the record of what they did."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from agencies.enums import AgencyKind, Role, TokenScope
from agencies.wording import AuditWording


class AgenciesConfig(AppConfig):
    """Agencies, users, API tokens and the audit."""

    name = "agencies"
    verbose_name = _("Agencies and people")
    audit_wording = AuditWording(
        actions={
            "user.sign_in": _("Signed in"),
            "user.sign_out": _("Signed out"),
            "user.create": _("Account created"),
            "user.change": _("Account changed"),
            "user.password_change": _("Password changed"),
            "session.end": _("Session ended"),
            "token.create": _("API token created"),
            "token.revoke": _("API token revoked"),
            "policy.set": _("Reporting policy set"),
            "fact.create": _("Agency data added"),
            "fact.change": _("Agency data changed"),
            "fact.remove": _("Agency data taken back"),
        },
        fields={
            "username": _("username"),
            "display_name": _("name"),
            "email": _("e-mail address"),
            "agency": _("agency"),
            "role": _("role"),
            "is_active": _("account open"),
            "is_staff": _("may use the administration"),
            "is_superuser": _("administers users"),
            "started_at": _("signed in at"),
            "address": _("address"),
            "browser": _("browser"),
            "token": _("API token"),
            "scope": _("scope"),
            "expiry": _("valid until"),
            "two_person": _("an approver passes every report on"),
            "full_name": _("full name"),
            "kind": _("kind"),
            "begins_on": _("exists from"),
            "ends_on": _("ended on"),
            "source": _("source"),
            "predecessor": _("predecessor"),
            "successor": _("successor"),
            "function": _("function"),
            "is_default": _("default successor"),
            "effective_on": _("effective on"),
        },
        choices={"role": Role, "kind": AgencyKind, "scope": TokenScope},
    )
