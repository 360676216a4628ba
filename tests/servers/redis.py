"""A Redis of the tests' own on a free port, keeping everything in memory."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from tests.servers.processes import Restartable, free_port, private_directory, running, wait_until


class RedisServer(Restartable):
    """A Redis that can be stopped and started again at the same address, empty each time.

    The password makes sure that it is ours that answers, should another program take the port first.
    """

    def __init__(self, program: Path, directory: Path) -> None:
        password = secrets.token_hex(16)
        port = free_port()
        self.url = f"redis://:{password}@127.0.0.1:{port}/0"
        self._log = directory / "log"
        settings = ["--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"]
        command: list[str | Path] = [program, *settings, "--requirepass", password, "--dir", directory]
        super().__init__(lambda: running(command, log=self._log, cwd=directory))

    def start(self) -> None:
        """Begin a new life; returns when it answers."""
        super().start()
        wait_until(lambda: _answers(self.url), process=self.process, log=self._log, what="Redis")


@contextmanager
def redis_server(program: Path) -> Iterator[RedisServer]:
    """Run `redis-server`; gives what stops and starts it."""
    with private_directory("redis") as directory, RedisServer(program, directory) as server:
        yield server


@contextmanager
def private_redis(program: Path) -> Iterator[str]:
    """Run `redis-server`; gives its URL."""
    with redis_server(program) as server:
        yield server.url


def _answers(url: str) -> bool:
    try:
        with Redis.from_url(url) as client:
            return bool(client.ping())
    except RedisError:
        return False
