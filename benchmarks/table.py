"""What was asked, what was reached, and whether that is enough."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.timing import Times


@dataclass(frozen=True)
class Line:
    """One goal: `what` is measured, the `goal`, what was `reached`, and whether it was (`met`)."""

    what: str
    goal: str
    reached: str
    met: bool


def at_most(what: str, value: float, limit: float, unit: str, detail: str = "") -> Line:
    """A goal that is met up to `limit`; `unit` says of what both are."""
    return Line(what, f"≤ {limit:.3g} {unit}", f"{value:.2f} {unit}{_in_brackets(detail)}", value <= limit)


def at_least(what: str, value: float, limit: float, unit: str, detail: str = "") -> Line:
    """A goal that is met from `limit` on."""
    return Line(what, f"≥ {limit:.3g} {unit}", f"{value:.2f} {unit}{_in_brackets(detail)}", value >= limit)


def missing(what: str, goal: str, why: str) -> Line:
    """A goal of which there is nothing to measure yet."""
    return Line(what, goal, why, met=False)


def _in_brackets(detail: str) -> str:
    return f" ({detail})" if detail else ""


def milliseconds(seconds: float) -> str:
    """A time as people read it."""
    return f"{seconds * 1000:.2f} ms"


def goals(lines: Iterable[Line]) -> str:
    """The lines as a table in Markdown."""
    rows = [(line.what, line.goal, line.reached, "yes" if line.met else "**no**") for line in lines]
    return table(("what", "goal", "reached", "met"), rows)


def times(columns: Sequence[tuple[str, dict[str, Times]]]) -> str:
    """Medians and p99 of every request, a column for each database."""
    names = list(dict.fromkeys(name for _title, found in columns for name in found))
    head = ["request", *(f"{title}: median, p99 (times)" for title, _found in columns)]
    return table(head, [[name, *(_cell(found.get(name)) for _title, found in columns)] for name in names])


def _cell(found: Times | None) -> str:
    if found is None:
        return "–"
    return f"{milliseconds(found.median)}, {milliseconds(found.p99)} ({len(found.seconds)})"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
