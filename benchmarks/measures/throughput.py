"""Requests a second under gunicorn, from eight connections at once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.load.http import ask
from benchmarks.timing import Times

CONNECTIONS = 8


@dataclass(frozen=True)
class Throughput:
    """So many requests a second, and how long each took."""

    a_second: float
    times: Times


def all_of(turns: Sequence[Throughput]) -> Throughput:
    """Several turns of the same length as one."""
    times = Times(tuple(second for turn in turns for second in turn.times.seconds))
    return Throughput(sum(turn.a_second for turn in turns) / len(turns), times)


def throughput(port: int, path: str, headers: Mapping[str, str], seconds: float) -> Throughput:
    """Ask again and again for so long. Raises `RuntimeError` for an answer that is not 200."""
    return asyncio.run(_throughput(port, path, headers, seconds))


async def _throughput(port: int, path: str, headers: Mapping[str, str], seconds: float) -> Throughput:
    taken: list[float] = []
    begun = time.perf_counter()

    async def ask_on() -> None:
        while time.perf_counter() - begun < seconds:
            reply = await ask(port, path, headers=headers)
            if reply.status != 200:
                raise RuntimeError(f"{path}: {reply.status} {reply.body[:300]!r}")
            taken.append(reply.seconds)

    await asyncio.gather(*(ask_on() for _ in range(CONNECTIONS)))
    return Throughput(len(taken) / (time.perf_counter() - begun), Times(tuple(taken)))
