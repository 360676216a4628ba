"""`manage.py create_demo`: accounts and reports to look around with."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from agencies.origin import origin
from config import demo
from plans.clock import today
from plans.models import Plan


class Command(BaseCommand):
    """Only for a copy on one's own machine; running it again changes nothing."""

    help = _("Makes demo accounts and demo reports. Only where DEBUG is on.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing, and say who can sign in."""
        if not settings.DEBUG:
            raise CommandError(_("Demo accounts are only made where DEBUG is on, never in production."))
        if not Plan.objects.filter(code=demo.TRACKED_PLAN).exists():
            raise CommandError(_("There are no plans yet: run “manage.py load_plans” first."))
        with origin("demo"):
            people = demo.demo_people()
            made = demo.demo_reports(today())
        self.stdout.write(_("%(number)s demo reports were made.") % {"number": made})
        self.stdout.write(
            _("Demo accounts, all with the password “%(password)s”:") % {"password": demo.PASSWORD}
        )
        for person in people:
            self.stdout.write(f"  {person.username:<22}{person}")
