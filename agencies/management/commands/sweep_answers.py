"""`manage.py sweep_answers`: forget answers that were kept long enough, for cron without Celery."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.services.answers import answers_sweep


class Command(BaseCommand):
    """Any number may run at once, beside Celery too."""

    help = _("Forgets the answers to requests with an Idempotency-Key that were kept long enough.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep and say how many."""
        forgotten = answers_sweep(now=timezone.now())
        self.stdout.write(_("%(count)d kept answers forgotten.") % {"count": forgotten})
