"""Rows that are mailed: written in the transaction of what they tell of, sent after it from the rows."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Mailed(models.Model):
    """How often a row was to be mailed, and when to try next; `agencies.services.mailing` sends it."""

    attempts = models.PositiveSmallIntegerField(default=0, verbose_name=_("attempts"))
    next_attempt_at = models.DateTimeField(null=True, blank=True, verbose_name=_("next attempt at"))
    last_error = models.CharField(max_length=300, blank=True, verbose_name=_("last error"))

    class Meta:
        abstract = True
