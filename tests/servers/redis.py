"""A Redis of the tests' own on a free port, keeping everything in memory."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from tests.servers.processes import free_port, private_directory, running, wait_until


@contextmanager
def private_redis(program: Path) -> Iterator[str]:
    """Run `redis-server`; gives its URL.

    The password makes sure that it is ours that answers, should another program take the port first.
    """
    password = secrets.token_hex(16)
    port = free_port()
    url = f"redis://:{password}@127.0.0.1:{port}/0"
    settings = ["--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"]
    with private_directory("redis") as directory:
        log = directory / "log"
        command: list[str | Path] = [program, *settings, "--requirepass", password, "--dir", directory]
        with running(command, log=log, cwd=directory) as process:
            wait_until(lambda: _answers(url), process=process, log=log, what="Redis")
            yield url


def _answers(url: str) -> bool:
    try:
        with Redis.from_url(url) as client:
            return bool(client.ping())
    except RedisError:
        return False
