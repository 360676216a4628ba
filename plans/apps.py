"""The app of what was promised: documents, plans, sections, provisions."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from agencies.wording import AuditWording
from plans.enums import AssignmentRole, MarkedByDuty


class PlansConfig(AppConfig):
    """Plans and the documents they are printed in."""

    name = "plans"
    verbose_name = _("Plans")
    audit_wording = AuditWording(
        actions={
            "tracking.open": _("Tracking opened"),
            "tracking.close": _("Tracking closed"),
        },
        fields={
            "tracked_from": _("tracked from"),
            "marked_by_duty_means": _("reading of the note"),
            "reason": _("reason"),
            "roles": _("roles changed"),
        },
        choices={"marked_by_duty_means": MarkedByDuty, "roles": AssignmentRole},
    )
