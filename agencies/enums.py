"""The closed lists of words about agencies and people."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AgencyKind(TextChoices):
    """What sort of body an agency is; where no source says, it stays `UNKNOWN`."""

    GOVERNMENT = "government", _("Government body")
    PARTY = "party", _("Party body")
    COURT = "court", _("Court")
    PROCURATORATE = "procuratorate", _("Procuratorate")
    MILITARY = "military", _("Military body")
    ORGANIZATION = "organization", _("Public institution or people's organization")
    COORDINATING = "coordinating", _("Coordinating body")
    COLLECTIVE = "collective", _("Collective of agencies")
    OFFICE = "office", _("Coordination office")
    UNKNOWN = "unknown", _("Not stated")


class Role(TextChoices):
    """What a person may do; a superuser additionally administers users."""

    STAFF = "staff", _("Reporting staff")
    APPROVER = "approver", _("Approver")
    OFFICE = "office", _("Coordinator")
    VIEWER = "viewer", _("Reader")


class TokenScope(TextChoices):
    """How far an API token goes; never further than its owner."""

    READ = "read", _("Read only")
    WRITE = "write", _("Read and write")
