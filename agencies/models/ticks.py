"""Where transactions that write leave a trace (`agencies.ticks`)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Tick(models.Model):
    """A row that one transaction at a time adds to. Triggers alone write here."""

    number = models.BigIntegerField(_("number"))

    class Meta:
        verbose_name = _("trace of writing")
        verbose_name_plural = _("traces of writing")

    def __str__(self) -> str:
        return str(self.number)
