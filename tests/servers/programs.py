"""Which of the programs that some tests need are installed here, and how to get the others."""

import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

OLDEST_POSTGRESQL = 14


@dataclass(frozen=True)
class Program:
    """A program that some tests need: the `marker` they carry, its `name`, how to install it on Debian."""

    marker: str
    name: str
    install: str

    @property
    def missing(self) -> str:
        """One line for somebody who does not have it."""
        return f"{self.name} is not installed here: {self.install}"


POSTGRESQL = Program("postgresql", f"PostgreSQL {OLDEST_POSTGRESQL} or newer", "apt install postgresql")
REDIS = Program("redis", "Redis", "apt install redis-server")
CHROMIUM = Program("browser", "Chromium", "apt install chromium fonts-noto-cjk")


@dataclass(frozen=True)
class Account:
    """The system account that a server runs as."""

    uid: int
    gid: int


def unprivileged_account() -> Account | None:
    """Whom root hands PostgreSQL to, since it refuses to run as root; None where we are not root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise LookupError("Neither an account `postgres` nor `nobody` exists to run PostgreSQL as.")


@cache
def find_postgresql() -> Path | None:
    """The directory with `initdb` and `postgres`: the newest that answers, None where there is none.

    The distribution's own directories come before PATH, where a stray copy without its files may lie.
    """
    return next(
        (path for path in _postgresql_directories() if postgresql_version(path) >= OLDEST_POSTGRESQL), None
    )


@cache
def find_redis() -> Path | None:
    """The `redis-server` program, None where there is none."""
    return _on_path("redis-server")


@cache
def find_chromium() -> Path | None:
    """The Chromium program, None where there is none."""
    return _on_path("chromium", "chromium-browser", "google-chrome")


def _postgresql_directories() -> Iterator[Path]:
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_number_in, reverse=True)
    yield from sorted(Path("/usr").glob("pgsql-*/bin"), key=_number_in, reverse=True)
    initdb = shutil.which("initdb")
    if initdb:
        yield Path(initdb).resolve().parent


def _number_in(path: Path) -> int:
    found = re.search(r"\d+", str(path))
    return int(found.group()) if found else 0


def postgresql_version(directory: Path) -> int:
    """The major version; 0 where the programs do not run under the account that would have to run them."""
    account = unprivileged_account()
    major = 0
    for name in ("initdb", "postgres"):
        try:
            answer = subprocess.run(
                [directory / name, "--version"],
                capture_output=True,
                text=True,
                check=True,
                cwd="/",
                user=account.uid if account else None,
                group=account.gid if account else None,
            )
        except (OSError, subprocess.CalledProcessError):
            return 0
        major = _number_in(Path(answer.stdout))
    return major


def _on_path(*names: str) -> Path | None:
    for name in names:
        found = shutil.which(name)
        if found:
            return Path(found)
    return None
