"""A PostgreSQL of the tests' own: a new cluster in a temporary directory, reached by a socket in it."""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg2

from tests.servers.processes import private_directory, running, tail, wait_until
from tests.servers.programs import unprivileged_account

USER = "duban"
DATABASE = "duban"
# Nothing in this cluster outlives the run, so it need not survive a power cut.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "shared_buffers": "64MB",
}


@contextmanager
def private_postgresql(programs: Path) -> Iterator[str]:
    """Run PostgreSQL from the directory `programs`; gives the URL of an empty database of a superuser.

    No port is opened, and the directory of the socket is closed to others, so there is no password.
    """
    account = unprivileged_account()
    with private_directory("postgresql", account) as directory:
        cluster = directory / "cluster"
        log = directory / "log"
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
        with running([*initdb, *options], log=log, cwd=directory, account=account) as process:
            if process.wait(120) != 0:
                raise subprocess.CalledProcessError(process.returncode, "initdb", output=tail(log))
        command: list[str | Path] = [programs / "postgres", "-D", cluster, "-k", directory]
        for name, value in SETTINGS.items():
            command += ["-c", f"{name}={value}"]
        with running(command, log=log, cwd=directory, account=account, stop_with=signal.SIGQUIT) as process:
            wait_until(lambda: _answers(directory), process=process, log=log, what="PostgreSQL")
            create_database(directory, DATABASE)
            yield database_url(directory, DATABASE)


def database_url(host: Path | str, name: str) -> str:
    """The `DATABASE_URL` of the database `name` behind the socket in the directory `host`."""
    return f"postgresql://{USER}@{quote(str(host), safe='')}/{name}"


def create_database(host: Path | str, name: str) -> None:
    """Make the empty database `name` behind the socket in the directory `host`."""
    connection = psycopg2.connect(host=str(host), user=USER, dbname="postgres")
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
    finally:
        connection.close()


def _answers(host: Path) -> bool:
    try:
        psycopg2.connect(host=str(host), user=USER, dbname="postgres").close()
    except psycopg2.OperationalError:
        return False
    return True
