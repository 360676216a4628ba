"""The app of what was promised: documents, plans, sections, provisions."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlansConfig(AppConfig):
    """Plans and the documents they are printed in."""

    name = "plans"
    verbose_name = _("Plans")
