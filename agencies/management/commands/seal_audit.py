"""`manage.py seal_audit`: seal what was written since, for cron where there is no Celery."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.services.seals import audit_seal


class Command(BaseCommand):
    """Looks through the entire audit, so that nothing stays without a seal."""

    help = _("Seals the entries of the audit that have no seal yet.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Seal and say how many."""
        sealed = audit_seal(now=timezone.now(), whole=True)
        self.stdout.write(_("%(count)d entries sealed.") % {"count": sealed})
