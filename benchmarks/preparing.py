"""Making a database ready to be measured; runs in a worker."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

from django.core.management import call_command

from benchmarks.generated.loading import generate, settle
from benchmarks.keeping import Filled
from benchmarks.yardsticks.standing import make_tables
from plans.clock import today
from tasks.services.round_ends import round_ends_keep
from tasks.services.section_tallies import section_tallies_compact
from tasks.services.standings import standings_refresh_stale
from tasks.services.tallies import tallies_compact


def prepare(size: int, filled: Filled | None = None) -> Filled:
    """Make the tables, fill them, work out what is kept beside the facts.

    Where it was `filled` before, only what has changed since: migrations that are new, a day that is another.
    """
    taken: dict[str, float] = {}
    day = today()
    with _timed(taken, "tables"):
        call_command("migrate", verbosity=0)
    if filled is None:
        with _timed(taken, "generated rows"):
            generate(size, day)
            _compact()
            round_ends_keep(day=day)
            settle()
        with _timed(taken, "rebuild_search"):
            call_command("rebuild_search", stdout=StringIO())
    else:
        with _timed(taken, "kept rows"):
            standings_refresh_stale(day=day)
            _compact()
            round_ends_keep(day=day)
    if filled is None or filled.day != day:
        with _timed(taken, "yardsticks"):
            make_tables(day)
    settle()
    return Filled(day, filled.preparation if filled else taken)


def _compact() -> None:
    while tallies_compact() + section_tallies_compact():
        continue


@contextmanager
def _timed(taken: dict[str, float], step: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    taken[step] = time.perf_counter() - start
