"""The hour and the flood against gunicorn, PostgreSQL and Redis, and what became of both."""

from __future__ import annotations

import asyncio
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import table
from benchmarks.load.crowd import Crowd, together
from benchmarks.load.http import ask
from benchmarks.load.people import lost, people, script_keys
from benchmarks.load.serving import served
from benchmarks.preparing import prepare
from benchmarks.report import machine
from benchmarks.servers import databases, version_of
from benchmarks.table import Line
from benchmarks.timing import Times
from benchmarks.workers import worker
from tests.servers.programs import REDIS, find_redis
from tests.servers.redis import private_redis

PEOPLE, SCRIPTS = 300, 5
SECONDS_BETWEEN_STEPS = 30.0
AT_ONCE_FOR_CAPACITY = 8
SECONDS_BEFORE = 10.0
SECONDS_FOR_CAPACITY = 10.0
TIMES_THE_CAPACITY = 5
SECONDS_OF_FLOOD = 20.0
SECONDS_FOR_HEALTH = 5.0


@dataclass
class Hour:
    """What was found. `capacity`: steps a second that are done where eight are under way all the time."""

    size: int
    server: str = ""
    capacity: float = 0
    lines: list[Line] = field(default_factory=list)
    times: dict[str, dict[str, Times]] = field(default_factory=dict)


async def play(size: int, seconds: float) -> Hour:
    """Play the hour for so many seconds, then the flood. Raises `LookupError` without a server."""
    program = find_redis()
    if program is None:
        raise LookupError(REDIS.missing)
    hour = Hour(size)
    with ExitStack() as stack:
        (url,) = stack.enter_context(databases("load"))
        redis = stack.enter_context(private_redis(program))
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        process = stack.enter_context(worker(url, redis))
        hour.server = version_of(url)
        process.submit(prepare, size).result()
        crowd = process.submit(people, PEOPLE).result()
        keys = process.submit(script_keys, SCRIPTS).result()
        environment = {"DATABASE_URL": url, "REDIS_URL": redis}
        port = stack.enter_context(served("benchmarks.wsgi:application", directory, environment, "/healthz"))

        # The site has been at work before; what it does for the first time only is no part of the hour.
        await Crowd(port, crowd).hurry(AT_ONCE_FOR_CAPACITY, SECONDS_BEFORE)
        calm = Crowd(port, crowd)
        until = time.monotonic() + seconds
        scripts = [calm.pull(key, until) for key in keys]
        await together(*(calm.work(one, until, SECONDS_BETWEEN_STEPS) for one in crowd), *scripts)
        missing = process.submit(lost, calm.record.accepted).result()
        hour.times["the last hour"] = calm.record.times()
        hour.lines += _calm_lines(calm, missing)

        hour.capacity = await _capacity(Crowd(port, crowd))
        storm = Crowd(port, crowd)
        health = asyncio.ensure_future(_health(port, SECONDS_OF_FLOOD))
        await storm.flood(TIMES_THE_CAPACITY * hour.capacity, SECONDS_OF_FLOOD)
        missing = process.submit(lost, storm.record.accepted).result()
        hour.times["the flood"] = storm.record.times()
        hour.lines += _storm_lines(storm, missing, await health, hour.capacity)
    return hour


async def _capacity(crowd: Crowd) -> float:
    """Steps a second. Raises `RuntimeError` where one was not answered as it should be."""
    await crowd.hurry(AT_ONCE_FOR_CAPACITY, SECONDS_FOR_CAPACITY)
    if crowd.record.errors:
        raise RuntimeError(crowd.record.errors[0])
    refused = crowd.record.statuses[429] + crowd.record.statuses[503]
    return (crowd.record.statuses.total() - refused) / SECONDS_FOR_CAPACITY


async def _health(port: int, seconds: float) -> list[tuple[int, float]]:
    """What `/healthz` answers once a second, and after how long."""
    found, until = [], time.monotonic() + seconds
    while time.monotonic() < until:
        reply = await ask(port, "/healthz")
        found.append((reply.status, reply.seconds))
        await asyncio.sleep(1)
    return found


def _calm_lines(crowd: Crowd, missing: list[str]) -> list[Line]:
    record, all_of_it = crowd.record, crowd.record.times()["all"]
    wrong = len(record.errors) + record.statuses[429] + record.statuses[503]
    p95 = sorted(all_of_it.seconds)[len(all_of_it.seconds) * 95 // 100]
    what = f"the last hour: {len(crowd.people)} people, {SCRIPTS} scripts"
    requests = f"{len(all_of_it.seconds)} requests, {_counts(crowd)}"
    errors = f" ({record.errors[0]})" if record.errors else ""
    return [
        Line(f"{what}: errors", "0", f"{wrong} of {requests}{errors}", wrong == 0),
        Line(f"{what}: lost reports", "0", f"{len(missing)} of {len(record.accepted)}", not missing),
        Line(f"{what}: p95", "is named", table.milliseconds(p95), met=True),
    ]


def _storm_lines(
    crowd: Crowd, missing: list[str], health: list[tuple[int, float]], capacity: float
) -> list[Line]:
    record = crowd.record
    what = f"five times the capacity ({capacity:.0f} steps a second)"
    slowest = max(seconds for _status, seconds in health)
    well = all(status == 200 for status, _seconds in health) and slowest <= SECONDS_FOR_HEALTH
    errors = f", {len(record.errors)} others ({record.errors[0]})" if record.errors else ""
    return [
        Line(f"{what}: answers", "only 2xx (302), 429, 503", f"{_counts(crowd)}{errors}", not record.errors),
        Line(f"{what}: lost reports", "0", f"{len(missing)} of {len(record.accepted)}", not missing),
        Line(f"{what}: /healthz", "answers", f"{len(health)} times, the slowest {slowest:.2f} s", well),
    ]


def _counts(crowd: Crowd) -> str:
    counted = sorted(crowd.record.statuses.items())
    return ", ".join(f"{status or 'broken'}: {number}" for status, number in counted)


def told(hour: Hour, command: str) -> str:
    """All of it as Markdown."""
    said = (
        f"`{command}`: {hour.size:,} tasks, gunicorn with 2 workers, PostgreSQL and Redis on one machine "
        f"with the load generator. Everybody pauses {SECONDS_BETWEEN_STEPS:.0f} s on the average; 70% of "
        "the steps read a page, 30% hand in a report. People are signed in beforehand."
    )
    tables = [table.goals(hour.lines), table.times(list(hour.times.items()))]
    return "\n\n".join(["# A quarter's last hour", said, *tables, machine(hour.server)]) + "\n"
