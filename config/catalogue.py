"""The Chinese catalogue: what has to be translated, and the files that carry it.

The compiled file is kept beside the text, so that nobody needs gettext to run the site. Needs Babel, which
only developers install.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
LINE_WIDTH = 110


class ChineseCatalogue(Catalog):
    """A catalogue whose header says only what gettext needs: no dates, no names, no versions."""

    def __init__(self) -> None:
        super().__init__(locale="zh_Hans", fuzzy=False)

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The lines of the header entry."""
        return [
            ("Language", "zh_Hans"),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", str(self.plural_forms)),
        ]

    @property
    def header_comment(self) -> str:
        """The first line of the file."""
        return "# Written by `manage.py update_messages`; translations are edited here."


@dataclass(frozen=True)
class CatalogueFiles:
    """Where the catalogue is kept."""

    text: Path
    compiled: Path

    @classmethod
    def of(cls, root: Path) -> CatalogueFiles:
        """The files of the project at `root`."""
        directory = root / "config" / "locale" / "zh_Hans" / "LC_MESSAGES"
        return cls(directory / "django.po", directory / "django.mo")


def current_catalogue(root: Path, apps: list[str]) -> ChineseCatalogue:
    """Every message in the code and templates under `root`, with the translations kept so far."""
    files = CatalogueFiles.of(root)
    former = read_po(BytesIO(files.text.read_bytes()), locale="zh_Hans") if files.text.exists() else Catalog()
    catalogue = ChineseCatalogue()
    for identifier, context in messages(root, apps):
        found = former.get(_texts(identifier)[0], context)
        flags = {"python-format"} if "%(" in "".join(_texts(identifier)) else set()
        catalogue.add(identifier, found.string if found else None, context=context, flags=flags)
    return catalogue


def messages(root: Path, apps: list[str]) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """Every message id (a pair where there is a plural) with its context, in no order, repeats included."""
    for app in apps:
        for path in sorted((root / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield from _extracted(path.read_bytes())
    for path in sorted((root / "templates").rglob("*.*")):
        source = templatize(path.read_text("utf-8"), origin=str(path.relative_to(root)))
        # What is left of the markup is not Python: without its indentation it can at least be read as such.
        yield from _extracted("\n".join(line.lstrip() for line in source.splitlines()).encode())


def _extracted(source: bytes) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    found = extract("python", BytesIO(source), KEYWORDS, options={"encoding": "utf-8"})
    for _line, identifier, _comments, context in found:
        yield identifier, context


def _texts(identifier_or_string: str | Sequence[str] | None) -> list[str]:
    """One text, or the forms of a plural."""
    if isinstance(identifier_or_string, str):
        return [identifier_or_string]
    return list(identifier_or_string or [""])


def as_text(catalogue: Catalog) -> bytes:
    """The catalogue as a `.po` file, sorted, without places and dates."""
    written = BytesIO()
    write_po(written, catalogue, width=LINE_WIDTH, sort_output=True, no_location=True)
    return written.getvalue()


def as_compiled(catalogue: Catalog) -> bytes:
    """The catalogue as a `.mo` file."""
    written = BytesIO()
    write_mo(written, catalogue)
    return written.getvalue()


def faults(catalogue: Catalog) -> list[str]:
    """What is wrong with the translations: missing ones, and placeholders that differ, one line each."""
    found = []
    for message in catalogue:
        if not message.id:
            continue
        identifiers, strings = _texts(message.id), _texts(message.string)
        if not all(strings):
            found.append(f"not translated: {identifiers[0]!r}")
        elif _placeholders(*identifiers[-1:]) != _placeholders(*strings):
            found.append(f"placeholders differ: {identifiers[0]!r}")
    return found


def _placeholders(*texts: str) -> set[str]:
    return {found for text in texts for found in PLACEHOLDER.findall(text.replace("%%", ""))}
