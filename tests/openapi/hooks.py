"""What schemathesis loads: a check of its own for refusals of what the document allows, and files to send."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import schemathesis
from hypothesis import strategies

PDF = b"%PDF-1.4\n%%EOF\n"
LONGEST = 3000
"""Of the query; gunicorn takes 4094 bytes for method, path and query."""

TABLE = Path(__file__).parent / "beyond_the_schema.txt"


def reasons() -> dict[tuple[str, str], str]:
    """Why an operation (`*`: any) refuses a value at a place although its schema is met."""
    lines = [line for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]
    rows = [re.split(r"  +", line, maxsplit=2) for line in lines]
    return {(operation, place): why for operation, place, why in rows}


REASONS = reasons()


@schemathesis.check
def refused_for_a_reason_beyond_the_schema(_context: Any, response: Any, case: Any) -> None:
    """What meets its schema is refused with 400 only where the table says why no schema can tell.

    Of many reports in one call each is as one alone.
    """
    if response.status_code != 400 or case.meta is None or not case.meta.generation.mode.is_positive:
        return
    errors = response.json().get("errors", [{}])
    places = [error.get("parameter", error.get("pointer")) or "-" for error in errors]
    operation = f"{case.method} {case.operation.path}"
    for place in places:
        named = re.sub(r"/\d+", "/*", str(place)).removeprefix("/items/*") or "-"
        if (operation, named) not in REASONS and ("*", named) not in REASONS:
            raise AssertionError(f"The schema allows what is refused at {place!r}")


@schemathesis.hook
def filter_case(_context: Any, case: Any) -> bool:
    """Leave out an address that gunicorn refuses for its length, in its own words, before the site does."""
    return len(urlencode(case.query or {}, doseq=True)) < LONGEST


schemathesis.openapi.format("binary", strategies.just(PDF))
