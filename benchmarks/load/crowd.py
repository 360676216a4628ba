"""People who read and report, and scripts that pull: what they are answered."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, field
from itertools import count, cycle
from random import Random
from urllib.parse import quote, urlencode

from benchmarks.generated.words import MARK
from benchmarks.load.http import Reply, ask
from benchmarks.load.people import Person
from benchmarks.timing import Times

CSRF = "0123456789abcdefghijklmnopqrstuv"
REPORTING = 0.3
SECONDS_BETWEEN_PULLS = 2.0
MOST_AT_ONCE = 1_500
"""Requests of the flood under way at once: each is a socket."""


@dataclass
class Record:
    """What everybody was answered: by kind of request the times, by status how often, what was accepted."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)

    def note(self, kind: str, reply: Reply, expected: int = 200, text: str = "") -> None:
        """Count an answer; one that is neither as expected nor a request to wait is an error."""
        self.statuses[reply.status] += 1
        self.seconds.setdefault(kind, []).append(reply.seconds)
        if reply.status == expected:
            if text:
                self.accepted.append(text)
        elif reply.status not in {429, 503} or "Retry-After" not in reply.headers:
            self.errors.append(f"{kind}: {reply.status} {reply.body[:300]!r}")

    def times(self) -> dict[str, Times]:
        """By kind of request, and of all."""
        found = {kind: Times(tuple(values)) for kind, values in self.seconds.items()}
        return {**found, "all": Times(tuple(value for values in self.seconds.values() for value in values))}


@dataclass
class Crowd:
    """People at a site; `seed` says in which order they do what."""

    port: int
    people: list[Person]
    record: Record = field(default_factory=Record)
    chance: Random = field(default_factory=lambda: Random(7))
    numbers: Iterator[int] = field(default_factory=count)

    async def act(self, person: Person) -> None:
        """One step of somebody: mostly to read, else to hand in a report."""
        if person.tasks and self.chance.random() < REPORTING:
            await self.report(person)
        else:
            await self.read(person)

    async def read(self, person: Person) -> None:
        """Look at a page."""
        plan = f"G{self.chance.randrange(1, 51):02d}"
        paths = {
            "my tasks": "/my/",
            "overview": f"/?plan={plan}",
            "task table": f"/tasks/?plan={plan}&status=in_progress",
            "task": f"/tasks/{plan}-{self.chance.randrange(1, 100)}/",
        }
        kind = self.chance.choice(list(paths))
        self.record.note(kind, await ask(self.port, paths[kind], headers=_headers(person)))

    async def report(self, person: Person) -> None:
        """Hand in a report on a task of one's own."""
        task, text = person.tasks.pop(), f"{MARK}第{next(self.numbers)}次填报，{time.time_ns()}。"
        form = {"status": "in_progress", "percent": 50, "progress": text, "action": "submit"}
        reply = await ask(
            self.port,
            f"/tasks/{quote(task)}/report/",
            method="POST",
            headers={**_headers(person), "Content-Type": "application/x-www-form-urlencoded"},
            body=urlencode(form).encode(),
        )
        if reply.status in {429, 503}:
            person.tasks.append(task)
        self.record.note("report", reply, expected=302, text=text)

    async def pull(self, key: str, until: float) -> None:
        """A script that reads the list page after page."""
        first = path = "/api/v1/tasks/?page_size=200"
        while time.monotonic() < until:
            reply = await ask(self.port, path, headers={"Authorization": f"Token {key}"})
            self.record.note("script", reply)
            if reply.status == 200:
                following = json.loads(reply.body)["next"] or first
                path = following.removeprefix("http://localhost")
            await asyncio.sleep(SECONDS_BETWEEN_PULLS)

    async def work(self, person: Person, until: float, pause: float) -> None:
        """Somebody's hour: a pause of `pause` seconds on the average, a step, the next pause.

        The first pause is like the others, as of somebody who was there before: were it shorter, everybody's
        first steps would come on top of the second ones of those who began early.
        """
        while time.monotonic() + (idle := self.chance.expovariate(1 / pause)) < until:
            await asyncio.sleep(idle)
            await self.act(person)

    async def hurry(self, at_once: int, seconds: float) -> None:
        """So many steps under way all the time, each of somebody else: nobody runs out of tasks."""
        turns, until = cycle(self.people), time.monotonic() + seconds

        async def act_on() -> None:
            while time.monotonic() < until:
                await self.act(next(turns))

        await together(*(act_on() for _ in range(at_once)))

    async def flood(self, a_second: float, seconds: float) -> None:
        """So many steps a second, whatever becomes of those before."""
        begun, made = time.monotonic(), 0
        running: set[asyncio.Task[None]] = set()
        while (now := time.monotonic() - begun) < seconds:
            while made < now * a_second and len(running) < MOST_AT_ONCE:
                task = asyncio.ensure_future(self.act(self.people[made % len(self.people)]))
                running.add(task)
                task.add_done_callback(running.discard)
                made += 1
            await asyncio.sleep(0.005)
        await asyncio.gather(*running)


def _headers(person: Person) -> dict[str, str]:
    cookie = f"sessionid={person.session}; csrftoken={CSRF}"
    return {"Cookie": cookie, "X-CSRFToken": CSRF}


async def together(*work: Coroutine[None, None, None]) -> None:
    """All at once."""
    await asyncio.gather(*work)
