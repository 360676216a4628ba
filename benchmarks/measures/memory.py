"""How much memory a process of Duban's takes; runs in a fresh worker."""

from __future__ import annotations

import gc
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measures.questions import Subject, growing, lists, others

MEBIBYTE = 1024
FIRST, ALL = 1_000, 10_000


@dataclass(frozen=True)
class Growth:
    """Resident memory in MB after the first requests and after all, and how many they were."""

    first: int
    requests: int
    after_first: float
    after_all: float


def resident(name: str = "VmRSS") -> float:
    """Resident memory in MB: now, or as `VmHWM` the most since `forget_peak`."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1]) / MEBIBYTE


def forget_peak() -> None:
    """Let the most that was ever resident begin at what is resident now."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")


def after_mixed_requests(seconds: float) -> Growth:
    """Make 10,000 requests of every kind, or as many as `seconds` allow; a tenth of them come first."""
    mixed: list[Subject] = [*lists().values(), *growing().values(), *others().values()]
    mixed = [subject for subject in mixed if hasattr(subject, "path")]
    begun, made, after_first, first = time.perf_counter(), 0, 0.0, FIRST
    while made < ALL:
        mixed[made % len(mixed)]()
        made += 1
        late = time.perf_counter() - begun > seconds / 10
        if not after_first and (made == FIRST or (late and made >= 5 * len(mixed))):
            gc.collect()
            after_first, first = resident(), made
        if time.perf_counter() - begun > seconds and after_first:
            break
    gc.collect()
    return Growth(first, made, after_first, resident())
