"""What a page can do, a script can do: every page that takes a POST names its twin in the API."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from tests.access.routes import routes
from tests.access.table import rows

TWINS = Path(__file__).parent / "page_api_twins.txt"


@cache
def twins() -> dict[str, str]:
    """What the table says of every page."""
    said: dict[str, str] = {}
    for line in TWINS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            page, _, twin = line.partition(" ")
            assert page not in said, f"{page} stands twice"
            said[page] = twin.strip()
    return said


def pages() -> set[str]:
    """The pages that take a POST: `tests/access` asks every route with every method, and holds them to it."""
    mine = {route.name for route in routes() if not route.pattern.startswith(("api/", "admin/"))}
    return {row.route for row in rows() if row.method == "POST" and row.route in mine}


def test_every_page_that_changes_something_names_its_twin() -> None:
    assert pages() - twins().keys() == set(), "pages without a twin"
    assert twins().keys() - pages() == set(), "twins of pages that are gone"


def test_every_twin_named_is_there_with_that_method() -> None:
    there = {(row.method, row.route) for row in rows()}
    for page, twin in twins().items():
        if twin.startswith("- "):
            continue
        for named in twin.split(", "):
            assert re.fullmatch(r"(POST|PUT|PATCH|DELETE) api:[\w-]+", named), f"{page}: {named}"
            assert tuple(named.split()) in there, f"{page}: there is no {named}"


def test_whoever_has_no_twin_has_a_reason() -> None:
    assert [page for page, twin in twins().items() if not re.match(r"- \w|[A-Z]+ api:", twin)] == []
