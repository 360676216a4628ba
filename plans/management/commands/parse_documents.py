"""`manage.py parse_documents`: make the fixtures from the documents, or check that they are current."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from plans.fixture_files import compare_fixtures, generate_fixtures, write_fixtures
from plans.parsing import REASONS, DocumentError


class Command(BaseCommand):
    """Writes nothing unless every document is complete."""

    help = _("Makes the fixtures from fixtures/documents, errata.toml and reference.toml.")
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take `--check` and `--directory`."""
        parser.add_argument(
            "--check", action="store_true", help=_("Write nothing; fail if the fixtures are not current.")
        )
        parser.add_argument(
            "--directory",
            type=Path,
            default=settings.BASE_DIR / "fixtures",
            help=_("Where documents/, errata.toml and reference.toml are."),
        )

    def handle(self, *args: Any, check: bool, directory: Path, **options: Any) -> None:
        """Generate, then compare or write."""
        fixtures = self._generated(directory)
        if not check:
            write_fixtures(directory, fixtures)
            self.stdout.write(_("Wrote %(count)d fixtures.") % {"count": len(fixtures)})
        elif difference := compare_fixtures(directory, fixtures):
            self.stdout.write(difference)
            raise CommandError(_("The fixtures are not what the documents give. Run parse_documents."))

    def _generated(self, directory: Path) -> dict[str, str]:
        try:
            return generate_fixtures(directory)
        except DocumentError as error:
            raise CommandError(explain(error)) from error
        except (OSError, LookupError, ValueError) as error:
            raise CommandError(_("The fixtures cannot be made: %(reason)s") % {"reason": error}) from error


def explain(error: DocumentError) -> str:
    """File, line, reason in the reader's language, and the line itself."""
    return _("%(file)s, line %(line)d: %(reason)s\n%(text)s") % {
        "file": error.file_name,
        "line": error.line,
        "reason": _(REASONS[error.code]) % error.params,
        "text": error.text,
    }
