"""Taking times: in turns, so that whatever else the machine does meets all alike."""

from __future__ import annotations

import gc
import random
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

SEED = 20_200_513
"""Of the orders in which subjects take turns."""


@dataclass(frozen=True)
class Times:
    """How long each repetition took, in seconds."""

    seconds: tuple[float, ...]

    def __add__(self, other: Times) -> Times:
        return Times(self.seconds + other.seconds)

    @property
    def median(self) -> float:
        """Half of them took longer."""
        return statistics.median(self.seconds)

    @property
    def p99(self) -> float:
        """One of a hundred took longer; of fewer than a hundred the longest."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) * 99 // 100, len(ordered) - 1)]


def take_turns(
    subjects: Mapping[str, Callable[[], object]], *, rounds: int, seconds: float, warm_up: int = 0
) -> dict[str, Times]:
    """Time each subject once a round, for up to `rounds` rounds; after `seconds` no further one is begun.

    Each is called `warm_up` times before that, and one round is always made. Every round has an order of its
    own, the same in every run: what comes before another leaves it the caches that it has used.
    """
    shuffle = random.Random(SEED).shuffle
    for subject in subjects.values():
        for _ in range(warm_up):
            subject()
    taken: dict[str, list[float]] = {name: [] for name in subjects}
    turn = list(subjects)
    gc.collect()
    begun = time.perf_counter()
    for number in range(rounds):
        if number and time.perf_counter() - begun > seconds:
            break
        shuffle(turn)
        for name in turn:
            start = time.perf_counter()
            subjects[name]()
            taken[name].append(time.perf_counter() - start)
    return {name: Times(tuple(values)) for name, values in taken.items()}
