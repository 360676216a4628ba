"""The processes of docker-compose.yml, run here: the same commands, a private PostgreSQL and Redis."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

import psycopg2
from django.conf import settings

from tests.deployment import compose
from tests.servers.postgresql import create_database, database_url
from tests.servers.processes import ServerError, free_port, running, tail, wait_until
from tests.servers.shared import made_once
from tests.servers.smtp import MailServer

SECRETS = {
    "SECRET_KEY": "only-for-this-test-0123456789-abcdefghijklmnopqrstuvwxyz",
    "POSTGRES_PASSWORD": "unused",
}
UNBOUNDED = [f"API_{kind}_A_MINUTE" for kind in ("READS", "WRITES", "EXPORTS", "SEARCHES", "ANONYMOUS")]
"""Whoever visits in these tests asks for more in a minute than a script may."""


@dataclass(frozen=True)
class Stack:
    """What the containers would have: an environment, a writable working directory and a port for web.

    `changes` are variables that differ from those of docker-compose.yml, beside the addresses of the servers.
    """

    directory: Path
    database_url: str
    redis_url: str
    port: int
    changes: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def set_up(
        cls, directory: Path, host: Path | str, redis_url: str, changes: Mapping[str, str] | None = None
    ) -> Self:
        """Tables made by the service `setup` in a new database behind the socket in the directory `host`.

        Static files are collected as in the image, once for all stacks of a run; nothing runs yet.
        """
        name = f"deployment_{uuid4().hex}"
        create_database(host, name)
        stack = cls(directory, database_url(host, name), redis_url, free_port(), changes or {})
        stack.run(compose.command("setup"))
        collect = ["django-admin", "collectstatic", "--noinput"]
        static = made_once("staticfiles", lambda place: stack._with_static_in(place).run(collect))
        return stack._with_static_in(static)

    def _with_static_in(self, directory: Path) -> Self:
        return replace(self, changes={**self.changes, "STATIC_ROOT": str(directory)})

    @property
    def site(self) -> str:
        """Where web answers."""
        return f"http://localhost:{self.port}"

    @property
    def mail(self) -> Path:
        """Where mail is written instead of being sent, a file each."""
        return self.directory / "mail"

    def environment(self, service: str) -> dict[str, str]:
        """The service's own environment, with our servers in the place of Docker's."""
        ours = {
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "PORT": str(self.port),
            "WEB_CONCURRENCY": "2",
            "PYTHONPATH": str(settings.BASE_DIR),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOSTNAME": socket.gethostname(),
            "HOME": str(self.directory),
            "TRUST_PROXY": "1",
            "EVIDENCE_DIR": str(self.directory / "evidence"),
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(self.mail),
            "NOTICE_DISPATCH_SECONDS": "1",
            **dict.fromkeys(UNBOUNDED, "0"),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        return {
            **compose.image_environment(),
            **compose.environment(service, SECRETS),
            **ours,
            **self.changes,
        }

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of the database that `sql` selects."""
        with closing(psycopg2.connect(self.database_url)) as connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())

    def run(self, command: Sequence[str], service: str = "setup") -> str:
        """Run something to its end where a service would run it; gives what it printed.

        Raises:
            ServerError: it failed.
        """
        run = subprocess.run(
            command,
            cwd=self.directory,
            env=self.environment(service),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
        )
        if run.returncode:
            raise ServerError(f"{command}: ended with {run.returncode}\n{run.stdout}{run.stderr}")
        return run.stdout

    @contextmanager
    def up(self, service: str) -> Iterator[None]:
        """Run a service until its own health check is content, and on for the length of the block."""
        log = self.directory / f"{service}.log"
        command = compose.command(service)
        with running(command, log=log, cwd=self.directory, env=self.environment(service)) as process:
            wait_until(lambda: self.is_well(service), process=process, log=log, what=service, seconds=60)
            yield
            if process.poll() is not None:
                raise ServerError(f"{service}: ended by itself with {process.returncode}\n{tail(log)}")
        if process.returncode not in {0, -signal.SIGTERM}:
            raise ServerError(f"{service}: did not stop cleanly, {process.returncode}\n{tail(log)}")

    def is_well(self, service: str) -> bool:
        """What Docker would find out about a service."""
        try:
            self.run(compose.health_check(service), service)
        except ServerError:
            return False
        return True


def mailing_to(server: MailServer) -> dict[str, str]:
    """The changes with which mail goes to `server` instead of into files."""
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(server.port),
    }
