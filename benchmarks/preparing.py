"""Making a database ready to be measured; runs in a worker."""

from __future__ import annotations

import time
from io import StringIO

from django.core.management import call_command

from benchmarks.generated.loading import generate, settle
from benchmarks.yardsticks.standing import make_tables
from plans.clock import today
from tasks.services.tallies import tallies_compact


def prepare(size: int) -> dict[str, float]:
    """Make the tables, fill them, work out what is kept beside the facts; gives the seconds of each step."""
    taken: dict[str, float] = {}
    day = today()
    start = time.perf_counter()
    call_command("migrate", verbosity=0)
    taken["tables"] = time.perf_counter() - start
    start = time.perf_counter()
    generate(size, day)
    while tallies_compact():
        continue
    settle()
    taken["generated rows"] = time.perf_counter() - start
    start = time.perf_counter()
    call_command("rebuild_search", stdout=StringIO())
    taken["rebuild_search"] = time.perf_counter() - start
    start = time.perf_counter()
    make_tables(day)
    settle()
    taken["yardsticks"] = time.perf_counter() - start
    return taken
