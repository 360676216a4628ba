"""From times to the goals: each function gives the lines of one row of what was promised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from benchmarks.measures.exporting import Export
from benchmarks.measures.memory import Growth
from benchmarks.measures.throughput import Throughput, all_of
from benchmarks.table import Line, at_least, at_most, milliseconds, missing
from benchmarks.timing import Times

Found = Mapping[str, Times]


def _ratio(times: Found, name: str, other: str) -> tuple[float, str]:
    one, two = times[name].median, times[other].median
    return one / two, f"{milliseconds(one)} : {milliseconds(two)}"


def list_lines(times: Found) -> Iterator[Line]:
    """The list against the limit and the habit."""
    for name, bound in (("list, known caller", 1.5), ("list, token", 2)):
        value, detail = _ratio(times, name, "limit")
        yield at_most(f"{name}, one process", value, bound, "× the limit", detail)
    value, detail = _ratio(times, "list, token", "habit, token")
    yield at_most("list, token, one process", value, 0.2, "× the habit", detail)


def unchanged_line(times: Found, status: int) -> Line:
    """An answer that did not change."""
    value, detail = _ratio(times, "list, not changed", "limit")
    line = at_most("answer not changed, token", value, 1, "× the limit", f"{status}, {detail}")
    return Line(line.what, f"304, {line.goal}", line.reached, line.met and status == 304)


def growth_lines(small: Found, large: Found, sizes: str) -> Iterator[Line]:
    """Ten times the tasks, the same time."""
    for name in ("first page", "last page", "one task", "one agency"):
        value, detail = _growth(small, large, name)
        yield at_most(f"{name}, {sizes}", value, 1.2, "× the time", detail)


def _growth(small: Found, large: Found, name: str) -> tuple[float, str]:
    one, two = large[name].median, small[name].median
    return one / two, f"{milliseconds(one)} : {milliseconds(two)}"


def progress_lines(small: Found, large: Found, sizes: str, size: int) -> Iterator[Line]:
    """Progress by agency over all tasks."""
    what = "progress by agency"
    value, detail = _ratio(large, what, "totals, bare read")
    yield at_most(what, value, 1.2, "× a bare read of the totals", detail)
    value, detail = _growth(small, large, what)
    yield at_most(f"{what}, {sizes}", value, 1.1, "× the time", detail)
    value = large["totals, live join"].median / large[what].median
    bound = 400 * size / 1_000_000
    detail = f"{milliseconds(large['totals, live join'].median)} : {milliseconds(large[what].median)}"
    line = at_least(f"{what} against a live join", value, bound, "× faster", detail)
    goal = f"≥ 400 × faster at 1,000,000 tasks, so {bound:g} × at {size:,}"
    yield Line(line.what, goal, line.reached, line.met)


def lights_line(times: Found) -> Line:
    """The lights of one plan."""
    value, detail = _ratio(times, "lights of a plan", "list, token")
    return at_most("lights: the counts of one plan", value, 3, "× the list", detail)


def html_lines(times: Found) -> Iterator[Line]:
    """Pages against their twins."""
    value, detail = _ratio(times, "task table, HTML", "task table, API")
    yield at_most("task table, HTML", value, 4, "× the API's list", detail)
    both = times["lights of a plan"].median + times["progress of a plan"].median
    value = times["overview, HTML"].median / both
    detail = f"{milliseconds(times['overview, HTML'].median)} : {milliseconds(both)}"
    yield at_most("overview, HTML", value, 4, "× the API's totals and progress of a plan", detail)


def query_lines(queries: Mapping[str, int]) -> Iterator[Line]:
    """Queries a request."""
    for name, bound in (("list, token", 3), ("lights of a plan", 3), ("progress by agency", 3)):
        what = f"queries: {name}"
        goal = "≤ 3 with authentication" if name == "list, token" else "≤ 2 and one for authentication"
        yield Line(what, goal, f"{queries[name]}", queries[name] <= bound)


def sqlite_lines(sqlite: Found, postgresql: Found, size: str) -> Iterator[Line]:
    """No request on SQLite takes over ten times as long."""
    shared = [name for name in sqlite if name in postgresql]
    worst = max(shared, key=lambda name: sqlite[name].median / postgresql[name].median)
    value = sqlite[worst].median / postgresql[worst].median
    detail = f"{worst}: {milliseconds(sqlite[worst].median)} : {milliseconds(postgresql[worst].median)}"
    yield at_most(f"SQLite, {size} tasks, the worst request", value, 10, "× PostgreSQL", detail)


def served_lines(turns: Sequence[Throughput], turns_of_limit: Sequence[Throughput]) -> Iterator[Line]:
    """The list under gunicorn, over several turns."""
    ours, limit = all_of(turns), all_of(turns_of_limit)
    what = "list, token, gunicorn, 2 workers, 8 connections"
    detail = f"{ours.a_second:.0f} : {limit.a_second:.0f} requests a second"
    yield at_least(what, ours.a_second / limit.a_second, 0.7, "× the limit's requests a second", detail)
    detail = f"{milliseconds(ours.times.p99)} : {milliseconds(ours.times.median)}"
    # What waiting for two processes on a shared machine makes of answers that all take the same.
    tail = f"{detail}; the limit {limit.times.p99 / limit.times.median:.2f}"
    yield at_most(f"{what}, p99", ours.times.p99 / ours.times.median, 2, "× p50", tail)


def writing_lines(ours: Times, bare: Times, statements: int, waited: int, writers: int) -> Iterator[Line]:
    """Handing in a report."""
    detail = f"{milliseconds(ours.median)} : {milliseconds(bare.median)}, {statements} statements"
    what = "one report submitted, one transaction"
    yield at_most(what, ours.median / bare.median, 3, "× its bare statements", detail)
    reached = f"{waited} of {writers - 1} waited"
    yield Line(f"{writers} writers on one plan, tasks of their own", "nobody waits", reached, waited == 0)


def export_lines(exports: Mapping[str, Export]) -> Iterator[Line]:
    """All tasks as a file."""
    for kind, found in exports.items():
        what, goal = f"export of all tasks as {kind.upper()}", "≤ 150 MB over idle"
        if found.status != 200:
            yield missing(what, goal, f"answered {found.status}: there is no such export")
            continue
        detail = f"{found.size / 1e6:.1f} MB in {found.seconds:.1f} s"
        yield at_most(f"{what}, memory", found.megabytes, 150, "MB over idle", detail)


def copy_lines(ours: Times, copy: Times, size: int) -> Iterator[Line]:
    """The same tasks from PostgreSQL itself."""
    speed = f"{size / 1e6 / ours.median:.1f} MB/s"
    detail = f"{ours.median:.2f} s : {copy.median:.2f} s; {speed}, the median of {len(ours.seconds)}"
    yield at_least("export as CSV, time", copy.median / ours.median, 1 / 3, "of the speed of COPY", detail)


def memory_lines(growth: Growth) -> Iterator[Line]:
    """A worker's memory."""
    what = f"memory of a worker after {growth.requests:,} mixed requests"
    yield at_most(what, growth.resident, 150, "MB")
    grown = growth.used_after_all - growth.used_after_first
    yield at_most(f"{what}, growth of what is in use after the first {growth.first:,}", grown, 2, "MB")
