"""Rows that a script can ask for by when they were written last."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.changes import Moment


class Changing(models.Model):
    """`changed_at`: when anything that lists show of the row was written last, whoever wrote it.

    The database says so itself, by its clock, when a row is added; triggers (`tasks.stamps`) when it changes.
    """

    changed_at = models.DateTimeField(
        _("written last at"), db_default=Moment(), db_index=True, editable=False
    )

    class Meta:
        abstract = True
