"""Several workers and beats at once, each in a directory of its own, to be killed and started again."""

from __future__ import annotations

import random
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from os import kill
from pathlib import Path

from tests.deployment import compose
from tests.deployment.stack import Stack
from tests.servers.processes import Restartable, running

SAYS_READY = {"worker": b" ready.", "beat": b"beat: Starting..."}


class Member(Restartable):
    """One worker or beat, started by the command of docker-compose.yml."""

    def __init__(self, stack: Stack, service: str, number: int) -> None:
        self.service, self.name = service, f"{service}{number}"
        directory = stack.directory / self.name
        directory.mkdir()
        self.log = directory / "log"
        self.log.touch()
        self._started_at = self._read_from = 0
        name = ["--hostname", f"{self.name}@%h"] if service == "worker" else []
        command = [*compose.command(service), *name]
        # PostgreSQL calls its connections by this name.
        environment = {**stack.environment(service), "PGAPPNAME": self.name}
        super().__init__(lambda: running(command, log=self.log, cwd=directory, env=environment))

    def start(self) -> None:
        """Begin a new life; what the log said in the one before counts no more."""
        self.forget()
        self._started_at = self._read_from
        super().start()

    def forget(self) -> None:
        """What the log said so far counts no more."""
        self._read_from = self.log.stat().st_size

    @property
    def is_ready(self) -> bool:
        """Whether it has come to do its work in this life."""
        return self.process.poll() is None and SAYS_READY[self.service] in self._log_from(self._started_at)

    def said(self, words: bytes) -> int:
        """How often the log says `words`, in this life and since `forget`."""
        return self._log_from(self._read_from).count(words)

    def _log_from(self, position: int) -> bytes:
        with self.log.open("rb") as log:
            log.seek(position)
            return log.read()

    def children(self) -> list[int]:
        """The processes in which a worker does its jobs."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(number) for number in listed.read_text().split()]

    def strike(self) -> str:
        """`kill -9` of the whole, which is started again; says what it was."""
        self.kill_all()
        self.start()
        return self.service

    def strike_child(self, chance: random.Random) -> str:
        """`kill -9` of one of its children if it has any, else of the whole; says what it was."""
        children = self.children()
        if not children:
            return self.strike()
        kill(chance.choice(children), signal.SIGKILL)
        return "child"


@contextmanager
def crew_of(stack: Stack, *, workers: int, beats: int) -> Iterator[list[Member]]:
    """So many workers and beats, running for the length of the block."""
    members = [
        *(Member(stack, "worker", number) for number in range(workers)),
        *(Member(stack, "beat", number) for number in range(beats)),
    ]
    with ExitStack() as running_members:
        for member in members:
            running_members.enter_context(member)
        yield members
