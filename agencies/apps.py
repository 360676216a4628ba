"""The app of who: agencies, people, and the record of what they did."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgenciesConfig(AppConfig):
    """Agencies, users, API tokens and the audit."""

    name = "agencies"
    verbose_name = _("Agencies and people")
