"""`manage.py rebuild_search`: make everything that can be found by words anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from tasks.search import rebuild


class Command(BaseCommand):
    """Only for rows that came past the services, as by `loaddata`, or after a change of what is searched."""

    help = _("Makes everything that can be found by words anew, and says how much of it was not current.")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line with the counts."""
        line = _("Brought up to date: %(agencies)d agencies, %(tasks)d tasks, %(reports)d progress reports.")
        self.stdout.write(line % rebuild())
