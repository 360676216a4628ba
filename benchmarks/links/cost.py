"""What suggesting costs between two large plans, made of the clauses of those that there are."""

from __future__ import annotations

import random
import time
import tracemalloc
from dataclasses import dataclass

from benchmarks.links.judged import wordings
from tasks.linking.nearness import Index
from tasks.linking.wordings import Wording

ASKED = 100


@dataclass(frozen=True)
class Cost:
    """Two plans of `size` tasks: seconds of processor time to index, milliseconds a task, megabytes held."""

    size: int
    index_seconds: float
    task_milliseconds: float
    megabytes: float


def cost(size: int) -> Cost:
    """Index two plans of `size` tasks each and ask for `ASKED` of them."""
    later, earlier = (_made(size, seed) for seed in ("later", "earlier"))
    began = time.process_time()
    index = Index(later, earlier)
    indexed = time.process_time()
    for wording in later[:ASKED]:
        index.suggestions(wording.reference)
    asked = time.process_time()
    return Cost(size, indexed - began, (asked - indexed) / min(size, ASKED) * 1000, _megabytes(size))


def _megabytes(size: int) -> float:
    """The most that is held at once, measured apart: tracing slows everything down."""
    later, earlier = (_made(size, seed) for seed in ("later", "earlier"))
    tracemalloc.start()
    index = Index(later, earlier)
    for wording in later[:ASKED]:
        index.suggestions(wording.reference)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 1_000_000


def _made(size: int, seed: str) -> list[Wording]:
    chance = random.Random(seed)
    known = [wording for plan in ("2014", "2016", "66", "2020") for wording in wordings(plan)]
    clauses = [clause for wording in known for clause in wording.text.rstrip("。").split("，")]
    return [
        Wording(
            f"{seed}-{number}",
            "，".join(chance.sample(clauses, chance.randint(1, 5))),
            chance.choice(known).agencies,
        )
        for number in range(1, size + 1)
    ]
