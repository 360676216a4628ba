"""`manage.py load_plans`: load fixtures again, showing the difference."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from agencies.models import User
from agencies.origin import origin
from tasks.importing import Change, ChangeKind, LoadRefused, load_fixtures


class Command(BaseCommand):
    """The only way to load plans into a database that people work in."""

    help = _("Loads the fixtures of plans and agencies; leaves what people reported and decided alone.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the files, `--dry-run`, `--user` and the verbosity."""
        parser.add_argument("files", nargs="*", type=Path, help=_("Fixture files; by default all of them."))
        parser.add_argument("--dry-run", action="store_true", help=_("Only show what would change."))
        parser.add_argument("--user", help=_("The coordinator in whose name this is recorded."))

    def handle(
        self, *args: Any, files: list[Path], dry_run: bool, user: str | None, verbosity: int, **options: Any
    ) -> None:
        """Load, then say what changed."""
        try:
            with origin("command"):
                changes = load_fixtures(
                    actor=self._person(user), paths=files or default_files(), apply=not dry_run
                )
        except (LoadRefused, PermissionDenied) as error:
            raise CommandError(str(error)) from error
        for name, found in changes.items():
            self._say(name, found, verbosity)
        if dry_run:
            self.stdout.write(_("Nothing was changed: this was a dry run."))

    def _person(self, user: str | None) -> User | None:
        if user is None:
            return None
        person = User.objects.filter(username=user).first()
        if person is None:
            raise CommandError(_("There is no user %(username)s.") % {"username": user})
        return person

    def _say(self, name: str, changes: list[Change], verbosity: int) -> None:
        """The counts of a file; each change in full, except that a first loading only counts."""
        counts = {kind: sum(change.kind == kind for change in changes) for kind in ChangeKind}
        self.stdout.write(
            _("%(file)s: %(added)d added, %(changed)d changed, %(removed)d removed, %(kept)d kept")
            % {"file": name, **{kind.value: count for kind, count in counts.items()}}
        )
        for change in changes:
            if verbosity > 1 or change.kind != ChangeKind.ADDED:
                self.stdout.write(str(change))


def default_files() -> list[Path]:
    """The fixtures of this project: agencies first, then documents and plans."""
    directory = settings.BASE_DIR / "fixtures"
    return [
        directory / "agencies.json",
        directory / "2015-opinions.json",
        *sorted(directory.glob("plan-*.json")),
    ]
