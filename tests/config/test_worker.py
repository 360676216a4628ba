"""A busy process of gunicorn leaves the next request to an idler one beside it."""

import os
import socket
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from config.worker import STEPS, patience
from tests.servers.processes import free_port, running, wait_until

pytestmark = pytest.mark.any_database

PROJECT = Path(__file__).resolve().parents[2]
AT_ONCE = 8
APPLICATION = """
import os, time

def application(environ, start_response):
    time.sleep(0.05)
    start_response("200 OK", [])
    return [b"%d" % os.getpid()]
"""


def test_a_process_leaves_the_next_the_longer_the_more_it_has_in_hand_until_all_are_busy() -> None:
    milliseconds = [round(1000 * patience(in_hand, at_once=2)) for in_hand in range(2 + STEPS + 2)]
    assert milliseconds == [0, 0, 10, 14, 18, 22, 26, 30, 34, 0, 0]


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """Where two processes listen, as in production; each answer is the number of the process."""
    (tmp_path / "application.py").write_text(APPLICATION)
    port, log = free_port(), tmp_path / "log"
    command = [sys.executable, "-m", "gunicorn", "--config", "python:config.gunicorn", "application"]
    command += ["--bind", f"127.0.0.1:{port}", "--workers", "2"]
    env = {**os.environ, "PYTHONPATH": f"{PROJECT}{os.pathsep}{tmp_path}"}
    with running(command, log=log, cwd=tmp_path, env=env) as process:
        wait_until(lambda: _both_answer(port), process=process, log=log, what="gunicorn", seconds=60)
        yield port


def test_requests_that_come_at_once_are_shared_evenly(port: int) -> None:
    busiest = [max(_processes_of(port).values()) for _ in range(10)]
    assert sum(busiest) / len(busiest) < 5, f"of {AT_ONCE} at once, so many in one process: {busiest}"


def _both_answer(port: int) -> bool:
    try:
        return len(_processes_of(port)) == 2
    except OSError:
        return False


def _processes_of(port: int) -> Counter[bytes]:
    """Which process answered how many of `AT_ONCE` requests at once."""
    with ThreadPoolExecutor(AT_ONCE) as threads:
        return Counter(threads.map(_process, [port] * AT_ONCE))


def _process(port: int) -> bytes:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
        answer = b"".join(iter(partial(connection.recv, 4096), b""))
    return answer.partition(b"\r\n\r\n")[2]
