"""A PostgreSQL of the tests' own: a new cluster in a temporary directory, reached by a socket in it."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg2

from tests.servers.processes import Restartable, ServerError, private_directory, running, tail, wait_until
from tests.servers.programs import unprivileged_account

USER = "duban"
DATABASE = "duban"
# Nothing in this cluster outlives the run, so it need not survive a power cut. Tables fill and empty all the
# time: statistics taken at one moment mislead the planner at the next, now and then into minutes for a page.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "autovacuum": "off",
}
DURABLE = {
    **SETTINGS,
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
}
"""As in a real installation: what was committed survives whatever happens to the processes."""

SECONDS_FOR_CHILDREN_TO_GO = 15
SECONDS_TO_WRITE_DOWN = 300


class PostgresqlServer(Restartable):
    """A PostgreSQL on a cluster that lies in `directory`, reached by a socket there.

    No port is opened, and the directory is closed to others, so there is no password. `settings` go to the
    command line. One that is `kept` writes everything down before it ends.
    """

    def __init__(
        self, programs: Path, directory: Path, settings: Mapping[str, str] = SETTINGS, *, kept: bool = False
    ) -> None:
        self.directory = directory
        self._log = directory / "log"
        cluster = directory / "cluster"
        account = unprivileged_account()
        if not (cluster / "PG_VERSION").exists():
            self._make(programs, cluster)
        command: list[str | Path] = [programs / "postgres", "-D", cluster, "-k", directory]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        stop_with, seconds = (signal.SIGINT, SECONDS_TO_WRITE_DOWN) if kept else (signal.SIGQUIT, 15)
        super().__init__(
            lambda: running(
                command,
                log=self._log,
                cwd=directory,
                account=account,
                stop_with=stop_with,
                seconds_to_stop=seconds,
            )
        )

    def _make(self, programs: Path, cluster: Path) -> None:
        initdb: list[str | Path] = [
            programs / "initdb",
            "--pgdata",
            cluster,
            "--username",
            USER,
            "--auth",
            "trust",
        ]
        options = ["--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"]
        account = unprivileged_account()
        with running([*initdb, *options], log=self._log, cwd=self.directory, account=account) as process:
            if process.wait(120) != 0:
                raise subprocess.CalledProcessError(process.returncode, "initdb", output=tail(self._log))

    def start(self) -> None:
        """Begin a new life; returns when it answers.

        The children of a killed server take a moment to notice; till then a new one refuses to start.
        """
        deadline = time.monotonic() + SECONDS_FOR_CHILDREN_TO_GO
        while True:
            super().start()
            try:
                return wait_until(self.answers, process=self.process, log=self._log, what="PostgreSQL")
            except ServerError:
                if time.monotonic() > deadline:
                    raise

    def answers(self) -> bool:
        """Whether somebody who connects now is let in."""
        try:
            psycopg2.connect(host=str(self.directory), user=USER, dbname="postgres").close()
        except psycopg2.OperationalError:
            return False
        return True


@contextmanager
def postgresql_server(programs: Path, settings: Mapping[str, str] = SETTINGS) -> Iterator[PostgresqlServer]:
    """Run PostgreSQL from the directory `programs`; gives what stops and starts it."""
    with (
        private_directory("postgresql", unprivileged_account()) as directory,
        PostgresqlServer(programs, directory, settings) as server,
    ):
        yield server


@contextmanager
def kept_postgresql_server(
    programs: Path, directory: Path, settings: Mapping[str, str]
) -> Iterator[PostgresqlServer]:
    """The same on the cluster in `directory`, which is made where there is none and stays afterwards."""
    account = unprivileged_account()
    if account:
        os.chown(directory, account.uid, account.gid)
    directory.chmod(0o700)
    with PostgresqlServer(programs, directory, settings, kept=True) as server:
        yield server


@contextmanager
def private_postgresql(programs: Path) -> Iterator[str]:
    """Run PostgreSQL from the directory `programs`; gives the URL of an empty database of a superuser."""
    with postgresql_server(programs) as server:
        create_database(server.directory, DATABASE)
        yield database_url(server.directory, DATABASE)


def database_url(host: Path | str, name: str) -> str:
    """The `DATABASE_URL` of the database `name` behind the socket in the directory `host`."""
    return f"postgresql://{USER}@{quote(str(host), safe='')}/{name}"


def create_database(host: Path | str, name: str) -> None:
    """Make the empty database `name` behind the socket in the directory `host`, instead of one there is."""
    connection = psycopg2.connect(host=str(host), user=USER, dbname="postgres")
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
            cursor.execute(f'CREATE DATABASE "{name}"')
    finally:
        connection.close()
