"""`manage.py update_messages`: brings the Chinese catalogue up to the code and compiles it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.catalogue import CatalogueFiles, as_compiled, as_text, current_catalogue, faults


class Command(BaseCommand):
    """Collects what has to be translated; `--check` only says what is wrong."""

    help = "Bring config/locale/ up to the code and templates, and compile it. Needs no gettext, only Babel."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """`--check`: change nothing, fail where the files are stale or a translation is missing or wrong."""
        parser.add_argument("--check", action="store_true", help="change nothing")

    def handle(self, *args: object, **options: Any) -> None:
        """Write or check; raises `CommandError` with a line for each fault."""
        root: Path = settings.BASE_DIR
        ours = [app.label for app in apps.get_app_configs() if Path(app.path).parent == root]
        catalogue, files = current_catalogue(root, ours), CatalogueFiles.of(root)
        contents = {files.text: as_text(catalogue), files.compiled: as_compiled(catalogue)}
        found = faults(catalogue)
        for path, content in contents.items():
            if options["check"]:
                if not path.exists() or path.read_bytes() != content:
                    found.append(f"stale: {path.relative_to(root)} (run manage.py update_messages)")
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        if found:
            raise CommandError("\n".join(found))
        self.stdout.write(f"{len(catalogue)} messages, all translated")
