"""A process of Duban's for each database that is measured."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

from benchmarks.servers import set_up


@contextmanager
def worker(url: str, redis_url: str = "") -> Iterator[ProcessPoolExecutor]:
    """One process on the database behind `url`, which does what it is given one by one."""
    with ProcessPoolExecutor(1, get_context("spawn"), set_up, (url, redis_url)) as executor:
        yield executor
