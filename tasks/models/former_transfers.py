"""Transfers of tasks as they stood until a plan was loaded that says otherwise."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from agencies.models.recorded import Former


class FormerTransfer(Former):
    """What a `TaskTransfer` said."""

    task = models.ForeignKey(
        "tasks.Task", on_delete=models.CASCADE, related_name="former_transfers", verbose_name=_("task")
    )
    from_agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("from agency")
    )
    to_agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("to agency")
    )
    function = models.CharField(_("function"), max_length=100)
    effective_on = models.DateField(_("effective on"))
    source = models.TextField(_("source"))

    class Meta:
        verbose_name = _("former transfer of a task")
        verbose_name_plural = _("former transfers of tasks")
        ordering = ["task", "from_agency"]

    def __str__(self) -> str:
        return f"{self.task} {self.from_agency} → {self.to_agency}"
