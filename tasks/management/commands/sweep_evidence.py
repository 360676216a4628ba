"""`manage.py sweep_evidence`: delete stored files that no evidence names, for cron without Celery."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.origin import origin
from tasks.services.evidence_sweep import evidence_sweep


class Command(BaseCommand):
    """Any number may run at once, beside Celery too. It needs the directory of the evidence at hand."""

    help = _("Deletes stored files older than a day that no evidence names.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep and say how many."""
        with origin("command"):
            deleted = evidence_sweep(now=timezone.now())
        self.stdout.write(_("%(count)d stored files deleted.") % {"count": deleted})
