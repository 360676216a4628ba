"""Successions as they stood until somebody put them right."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models.recorded import Former


class FormerSuccession(Former):
    """What an `AgencySuccession` said."""

    predecessor = models.ForeignKey(
        "agencies.Agency", on_delete=models.PROTECT, related_name="+", verbose_name=_("predecessor")
    )
    successor = models.ForeignKey(
        "agencies.Agency", on_delete=models.PROTECT, related_name="+", verbose_name=_("successor")
    )
    function = models.CharField(_("function"), max_length=100, blank=True)
    is_default = models.BooleanField(_("default successor"))
    effective_on = models.DateField(_("effective on"))
    source = models.TextField(_("source"))

    class Meta:
        verbose_name = _("former succession")
        verbose_name_plural = _("former successions")

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"
