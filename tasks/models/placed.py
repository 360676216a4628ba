"""Rows beside which the database keeps where their task stands."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.models import Plan


class Placed(models.Model):
    """`plan`: that of the row's task, for an index to find rows by. Triggers write it (`tasks.placing`)."""

    plan = models.ForeignKey(
        Plan,
        on_delete=models.DO_NOTHING,
        null=True,
        editable=False,
        db_constraint=False,
        db_index=False,
        related_name="+",
        verbose_name=_("plan"),
    )

    class Meta:
        abstract = True
