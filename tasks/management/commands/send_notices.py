"""`manage.py send_notices`: send the waiting notices, for cron where there is no Celery."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.origin import origin
from tasks.services.notices import notices_dispatch


class Command(BaseCommand):
    """Any number may run at once, beside Celery too: a notice is claimed before it is sent."""

    help = _("Sends the notices that are due.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Send and say how many."""
        with origin("command"):
            sent = notices_dispatch(now=timezone.now())
        self.stdout.write(_("%(count)d notices sent.") % {"count": sent})
