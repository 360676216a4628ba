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
from benchmarks.generated.frame import READER
from benchmarks.keeping import KeptDirectory
from benchmarks.load.serving import served
from benchmarks.measures import exporting, memory, questions, reading, writing
from benchmarks.measures.throughput import throughput
from benchmarks.preparing import prepare
from benchmarks.servers import databases, version_of
from benchmarks.table import Line
from benchmarks.timing import Times
from benchmarks.workers import worker
from tests.servers.programs import find_redis
from tests.servers.redis import private_redis

SIZE_ON_SQLITE = 10_000
ALTERNATIONS = 3
ALTERNATIONS_SERVED = 12
"""Under gunicorn: a p99 is what the slowest hundredth takes, and of few requests that is luck."""
SMOKE_SIZE = 10_000
MIXED_REQUESTS = 10_000
"""That a worker answers while its memory is watched; a fifth of them in a smoke run."""

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Database:
    """A filled database and the process that asks it."""

    size: int
    url: str
    process: ProcessPoolExecutor

    def do(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Have the process do something, and wait for it."""
        return self.process.submit(work, *args, **kwargs).result()


@dataclass
class Results:
    """What a run found out. `times` are by the title of a column."""

    size: int
    server: str = ""
    redis: bool = False
    lines: list[Line] = field(default_factory=list)
    times: dict[str, dict[str, Times]] = field(default_factory=dict)
    preparations: dict[str, dict[str, float]] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)
    seconds: float = 0


def make(size: int, kept: KeptDirectory) -> dict[str, dict[str, float]]:
    """Make the databases of `size` tasks and of a tenth of it; gives how many seconds each step took."""
    results = Results(size)
    with databases("small", "large", kept=kept) as (small, large):
        for url, number in ((small, size // 10), (large, size)):
            with _filled(results, number, url, "", kept):
                pass
    return results.preparations


def measure(size: int, seconds: float, kept: KeptDirectory | None = None) -> Results:
    """Measure at `size` tasks and at a tenth of it; each group of requests is repeated for `seconds`.

    In databases that are `kept`, if so. Raises `LookupError` without PostgreSQL, and whatever a request
    raises that is not answered as it should.
    """
    begun = time.monotonic()
    results = Results(size)
    with ExitStack() as stack:
        urls = stack.enter_context(databases("small", "large", kept=kept))
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        program = find_redis()
        redis = stack.enter_context(private_redis(program)) if program else ""
        results.server, results.redis = version_of(urls[0]), bool(redis)
        small = stack.enter_context(_filled(results, size // 10, urls[0], redis, kept))
        large = stack.enter_context(_filled(results, size, urls[1], redis, kept))
        found = _read_all(results, small, large, seconds)
        _serve(results, large, directory, redis, seconds)
        _export(results, large)
        _remember(results, large)
        _write(results, large, rounds=min(int(20 * seconds), 150))
        if SIZE_ON_SQLITE in found:
            url = f"sqlite:///{directory / 'duban.sqlite3'}"
            sqlite = stack.enter_context(_filled(results, SIZE_ON_SQLITE, url, redis))
            _read_sqlite(results, sqlite, found[SIZE_ON_SQLITE], seconds)
    results.seconds = time.monotonic() - begun
    return results


@contextmanager
def _filled(
    results: Results, size: int, url: str, redis: str, kept: KeptDirectory | None = None
) -> Iterator[Database]:
    name = url.rpartition("/")[2]
    with worker(url, redis) as process:
        filled = process.submit(prepare, size, kept.filled(name) if kept else None).result()
        if kept:
            kept.keep(name, filled)
        database = Database(size, url, process)
        results.preparations[_title(database)] = filled.preparation
        yield database


def _title(database: Database) -> str:
    kind = "SQLite" if database.url.startswith("sqlite") else "PostgreSQL"
    return f"{kind}, {database.size:,}"


def _read_all(
    results: Results, small: Database, large: Database, seconds: float
) -> dict[int, dict[str, Times]]:
    times: dict[int, dict[str, Times]] = {small.size: {}, large.size: {}}
    queries: dict[str, int] = {}
    for group in questions.GROUPS:
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


def _serve(results: Results, large: Database, directory: Path, redis: str, seconds: float) -> None:
    """The list and the limit under gunicorn, in turns."""
    environment = {"DATABASE_URL": large.url, "REDIS_URL": redis}
    headers = {"Authorization": f"Token {large.do(questions.key_of, READER)}"}
    ours, limit = f"{questions.TASKS}?{questions.LIST}", f"/?{questions.LIST}"
    with (
        served("benchmarks.wsgi:application", directory, environment, "/healthz") as port,
        served("benchmarks.yardsticks.limit:application", directory, environment, limit) as limit_port,
    ):
        turns = [
            (
                throughput(port, ours, headers, seconds / ALTERNATIONS),
                throughput(limit_port, limit, {}, seconds / ALTERNATIONS),
            )
            for _turn in range(ALTERNATIONS_SERVED + 1)
        ]
    # The first turn warms up.
    results.lines += judging.served_lines([turn[0] for turn in turns[1:]], [turn[1] for turn in turns[1:]])


def _export(results: Results, large: Database) -> None:
    exports = {}
    for kind in ("csv", "xlsx"):
        with worker(large.url) as fresh:
            exports[kind] = fresh.submit(exporting.export, kind).result()
    results.lines += judging.export_lines(exports)
    results.lines += judging.copy_lines(*large.do(exporting.against_copy, ALTERNATIONS), exports["csv"].size)


def _remember(results: Results, large: Database) -> None:
    requests = MIXED_REQUESTS if large.size > SMOKE_SIZE else MIXED_REQUESTS // 5
    with worker(large.url) as fresh:
        results.lines += judging.memory_lines(fresh.submit(memory.after_mixed_requests, requests).result())


def _write(results: Results, large: Database, rounds: int) -> None:
    waited, writers = large.do(writing.writers_that_wait)
    ours, bare, statements = large.do(writing.submissions, rounds)
    results.lines += judging.writing_lines(ours, bare, statements, waited, writers)


def _read_sqlite(results: Results, sqlite: Database, same: dict[str, Times], seconds: float) -> None:
    times: dict[str, Times] = {}
    for group in questions.GROUPS:
        for _turn in range(ALTERNATIONS):
            found = sqlite.do(reading.read, group, rounds=400, seconds=seconds / ALTERNATIONS)
            _add(times, found.times)
    results.times[_title(sqlite)] = times
    results.lines += judging.sqlite_lines(times, same, f"{SIZE_ON_SQLITE:,}")


def _add(times: dict[str, Times], found: dict[str, Times]) -> None:
    for name, more in found.items():
        times[name] = times[name] + more if name in times else more
