"""The fixture files that documents, errata and reference give: all of them, or none."""

from __future__ import annotations

import difflib
import json
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from django.core.serializers.json import DjangoJSONEncoder

from plans.fixture_rows import Row, agency_rows, document_rows, plan_rows
from plans.parsing import ParsedDocument, parse_document, profile_of, read_errata, trace_tasks
from plans.reference import read_reference

OPINIONS = "2015-opinions.txt"


def generate_fixtures(directory: Path) -> dict[str, str]:
    """What the fixture files should hold, by file name, in the order to load them.

    `directory` holds `documents/`, `errata.toml` and `reference.toml`. Raises `DocumentError` for a
    text that is not what it should be, and what `read_errata` and `read_reference` raise.
    """
    reference = read_reference((directory / "reference.toml").read_text("utf-8"))
    errata = read_errata((directory / "errata.toml").read_text("utf-8"))

    def parsed(file_name: str, known_names: Collection[str] = ()) -> ParsedDocument:
        return parse_document(
            (directory / "documents" / file_name).read_bytes(),
            profile=profile_of(file_name),
            known_names=known_names,
            errata=errata,
        )

    fixtures = {
        "agencies.json": _as_json(agency_rows(reference)),
        "2015-opinions.json": _as_json(document_rows(parsed(OPINIONS), reference, errata)),
    }
    for plan in reference.plans:
        document = parsed(plan.file_name, reference.spellings_in(plan.year))
        traced = trace_tasks(document, parsed(plan.origin), errata) if plan.origin else ()
        rows = [*document_rows(document, reference, errata), *plan_rows(document, plan, reference, traced)]
        fixtures[f"plan-{plan.code}.json"] = _as_json(rows)
    return fixtures


def write_fixtures(directory: Path, fixtures: Mapping[str, str]) -> None:
    """Put every file in place; each is complete before the first is replaced."""
    waiting = {directory / f".{name}.new": directory / name for name in fixtures}
    try:
        for new, final in waiting.items():
            new.write_text(fixtures[final.name], "utf-8", newline="\n")
        for new, final in waiting.items():
            new.replace(final)
    finally:
        for new in waiting:
            new.unlink(missing_ok=True)


def compare_fixtures(directory: Path, fixtures: Mapping[str, str]) -> str:
    """How the files in `directory` differ from `fixtures`, as a unified diff; '' if they do not.

    A fixture of a plan that is no longer generated is a difference too.
    """
    names = [*fixtures, *sorted({path.name for path in directory.glob("plan-*.json")} - set(fixtures))]
    return "".join(_difference(directory / name, fixtures.get(name, "")) for name in names)


def _difference(path: Path, content: str) -> str:
    there = path.read_text("utf-8") if path.exists() else ""
    return "".join(
        difflib.unified_diff(
            there.splitlines(keepends=True),
            content.splitlines(keepends=True),
            path.name,
            f"{path.name} (generated)",
        )
    )


def _as_json(rows: Iterable[Row]) -> str:
    return json.dumps(list(rows), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1) + "\n"
