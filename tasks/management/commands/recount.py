"""`manage.py recount`: hold everything that is kept of tasks against the facts it comes from."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from agencies.origin import origin
from plans.clock import today
from tasks.services.round_ends import round_ends_forget, round_ends_keep, round_ends_wrong
from tasks.services.section_tallies import section_tallies_compact, section_tallies_wrong
from tasks.services.standings import standings_refresh, standings_refresh_stale, standings_wrong
from tasks.services.tallies import tallies_compact, tallies_wrong


class Command(BaseCommand):
    """It may run at any time beside everything else; what is only stale is no difference."""

    help = _("Works out anew what is kept of every task and says where that differs; --fix puts it right.")

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether to put right what is wrong."""
        parser.add_argument("--fix", action="store_true", help=_("put right what differs or is stale"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Say every difference; raises `CommandError`, a status that is not 0, where one was left."""
        wrong = []
        for found in standings_wrong(day=today()):
            wrong.append(found.task)
            for name, (kept, fact) in found.differences.items():
                self.stdout.write(f"{found.reference} {name}: {kept} ≠ {fact}")
        fix = options["fix"]
        sums = [*tallies_wrong(fix=fix).items(), *section_tallies_wrong(fix=fix).items()]
        for state, number in sums:
            self.stdout.write(f"{state}: {number:+d}")
        ends = list(round_ends_wrong(day=today()))
        for one in ends:
            self.stdout.write(_("%(round)s of %(plan)s: its end differs.") % {"round": one, "plan": one.plan})
        if fix:
            with origin("command"):
                round_ends_forget(plans={one.plan_id for one in ends})
                standings_refresh(tasks=wrong)
                anew = len(wrong) + standings_refresh_stale(day=today())
                tallies_compact()
                round_ends_keep(day=today())
                section_tallies_compact()
            self.stdout.write(_("%(count)d tasks worked out anew.") % {"count": anew})
        elif wrong or sums or ends:
            count = len(wrong) + len(sums) + len(ends)
            said = _("%(count)d tasks, sums or ends of rounds differ; --fix puts them right.")
            raise CommandError(said % {"count": count})
        else:
            self.stdout.write(_("What is kept of every task is what its facts say."))
