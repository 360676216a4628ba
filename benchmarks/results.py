"""The file of results: a section a size, of which a run replaces its own."""

from __future__ import annotations

import re
from pathlib import Path

HEAD = """# How fast Duban is

Written by `make bench SIZE=…`; each run replaces the section of its size. What is measured, and against
what, stands in `benchmarks/`: the *limit* is a bare WSGI function that hands on PostgreSQL's own
`json_agg`, the *habit* a tutorial's `ModelViewSet` on the same rows. Everything is measured in one run on
one machine, in turns. “No” is a goal that is not reached.
"""

SECTION = re.compile(r"^## (?=[\d,]+ tasks$)", re.MULTILINE)


def kept(file: Path, size: int, section: str) -> str:
    """The text of `file` with `section` as the one about `size`, in the order of sizes."""
    _head, *sections = SECTION.split(file.read_text(encoding="utf-8") if file.exists() else "")
    by_size = {_size(text): text.strip() for text in sections}
    by_size[size] = section.strip().removeprefix("## ")
    return "\n".join([HEAD, *(f"## {by_size[each]}\n" for each in sorted(by_size))])


def _size(section: str) -> int:
    return int(section.split(" ", 1)[0].replace(",", ""))
