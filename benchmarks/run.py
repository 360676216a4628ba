"""One run: databases of two sizes, everything measured, the table."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import ParamSpec, TypeVar

from benchmarks import judging
from benchmarks.measures import reading
from benchmarks.preparing import prepare
from benchmarks.servers import databases, version_of
from benchmarks.table import Line
from benchmarks.timing import Times
from benchmarks.workers import worker

SIZE_ON_SQLITE = 10_000
ALTERNATIONS = 3

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Database:
    """A filled database and the process that asks it."""

    size: int
    url: str
    process: ProcessPoolExecutor
    preparation: dict[str, float]

    def do(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Have the process do something, and wait for it."""
        return self.process.submit(work, *args, **kwargs).result()


@dataclass
class Results:
    """What a run found out. `times` are by the title of a column."""

    size: int
    server: str = ""
    lines: list[Line] = field(default_factory=list)
    times: dict[str, dict[str, Times]] = field(default_factory=dict)
    preparations: dict[str, dict[str, float]] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)
    seconds: float = 0


def measure(size: int, seconds: float) -> Results:
    """Measure at `size` tasks and at a tenth of it; each group of requests is repeated for `seconds`.

    Raises `LookupError` without PostgreSQL, and whatever a request raises that is not answered as it should.
    """
    begun = time.monotonic()
    results = Results(size)
    with databases("small", "large") as urls, tempfile.TemporaryDirectory() as directory:
        results.server = version_of(urls[0])
        with _filled(size // 10, urls[0]) as small, _filled(size, urls[1]) as large:
            _note(results, small, large)
            found = _read_all(results, small, large, seconds)
            if SIZE_ON_SQLITE in (small.size, large.size):
                same = found[SIZE_ON_SQLITE]
                with _filled(SIZE_ON_SQLITE, f"sqlite:///{Path(directory) / 'duban.sqlite3'}") as sqlite:
                    _read_sqlite(results, sqlite, same, seconds)
    results.seconds = time.monotonic() - begun
    return results


@contextmanager
def _filled(size: int, url: str) -> Iterator[Database]:
    with ExitStack() as stack:
        process = stack.enter_context(worker(url))
        yield Database(size, url, process, process.submit(prepare, size).result())


def _note(results: Results, *filled: Database) -> None:
    for database in filled:
        results.preparations[_title(database)] = database.preparation


def _title(database: Database) -> str:
    kind = "SQLite" if database.url.startswith("sqlite") else "PostgreSQL"
    return f"{kind}, {database.size:,}"


def _read_all(
    results: Results, small: Database, large: Database, seconds: float
) -> dict[int, dict[str, Times]]:
    times: dict[int, dict[str, Times]] = {small.size: {}, large.size: {}}
    queries: dict[str, int] = {}
    for group in ("lists", "others", "growing", "live join"):
        for _turn in range(ALTERNATIONS):
            for database in (small, large):
                found = database.do(reading.read, group, rounds=400, seconds=seconds / ALTERNATIONS)
                _add(times[database.size], found.times)
                queries |= found.queries
    results.times |= {_title(small): times[small.size], _title(large): times[large.size]}
    results.differences = large.do(reading.differences)
    sizes = f"{large.size:,} tasks against {small.size:,}"
    few, many = times[small.size], times[large.size]
    results.lines += [
        *judging.list_lines(many),
        judging.unchanged_line(many, large.do(reading.status_when_unchanged)),
        *judging.growth_lines(few, many, sizes),
        *judging.progress_lines(few, many, sizes, large.size),
        judging.lights_line(many),
        *judging.html_lines(many),
        *judging.query_lines(queries),
    ]
    return times


def _read_sqlite(results: Results, sqlite: Database, same: dict[str, Times], seconds: float) -> None:
    times: dict[str, Times] = {}
    for group in ("lists", "others", "growing", "live join"):
        for _turn in range(ALTERNATIONS):
            found = sqlite.do(reading.read, group, rounds=400, seconds=seconds / ALTERNATIONS)
            _add(times, found.times)
    _note(results, sqlite)
    results.times[_title(sqlite)] = times
    results.lines += judging.sqlite_lines(times, same, f"{SIZE_ON_SQLITE:,}")


def _add(times: dict[str, Times], found: dict[str, Times]) -> None:
    for name, more in found.items():
        times[name] = times[name] + more if name in times else more
