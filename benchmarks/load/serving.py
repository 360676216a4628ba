"""gunicorn, as in an installation, for the length of a measurement."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.servers.processes import free_port, running, wait_until

ROOT = Path(__file__).resolve().parent.parent.parent
WORKERS = 2


@contextmanager
def served(application: str, directory: Path, environment: Mapping[str, str], ready: str) -> Iterator[int]:
    """Serve a WSGI application by two workers; gives the port once the path `ready` is answered."""
    port, log = free_port(), directory / f"{application.split(':')[0]}.log"
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        "python:config.gunicorn",
        application,
        "--bind",
        f"127.0.0.1:{port}",
    ]
    command += ["--workers", str(WORKERS)]
    ours = {"PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
    env = {**os.environ, **ours, **environment}
    with running(command, log=log, cwd=directory, env=env) as process:
        wait_until(lambda: _answers(port, ready), process=process, log=log, what="gunicorn", seconds=60)
        yield port


def _answers(port: int, path: str) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
