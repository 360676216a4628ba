"""`manage.py send_reminders`: tell what is due, for cron where there is no Celery."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.origin import origin
from plans.clock import today
from tasks.services.notices import notices_dispatch
from tasks.services.reminders import reminders_send


class Command(BaseCommand):
    """Does what the job does, and sends the mail. Any number may run at once, beside Celery too."""

    help = _("Tells everyone what is due, once a day, and sends the notices.")

    def add_arguments(self, parser: CommandParser) -> None:
        """`--day`, to try it out."""
        parser.add_argument(
            "--day", type=datetime.date.fromisoformat, help=_("another day than today, as in 2026-11-25")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Tell, send, and say how many of each."""
        with origin("command"):
            told = reminders_send(day=options["day"] or today())
            sent = notices_dispatch(now=timezone.now())
        self.stdout.write(_("%(told)d reminders, %(sent)d notices sent.") % {"told": told, "sent": sent})
