"""`manage.py send_notices`: send the mail that waits, for cron where there is no Celery."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.origin import origin
from agencies.services.password_letters import password_letters_dispatch
from tasks.services.notices import notices_dispatch


class Command(BaseCommand):
    """Any number may run at once, beside Celery too: a letter is claimed before it is sent."""

    help = _("Sends the notices and the letters for new passwords that are due.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Send and say how many."""
        with origin("command"):
            notices = notices_dispatch(now=timezone.now())
            letters = password_letters_dispatch(now=timezone.now())
        self.stdout.write(
            _("%(notices)d notices and %(letters)d letters for new passwords sent.")
            % {"notices": notices, "letters": letters}
        )
