"""The databases that are measured: private servers that are gone afterwards, unless they are to be kept."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg2

from benchmarks.keeping import KeptDirectory
from tests.servers.postgresql import (
    DURABLE,
    create_database,
    database_url,
    kept_postgresql_server,
    postgresql_server,
)
from tests.servers.programs import POSTGRESQL, find_postgresql, postgresql_version

SETTINGS: Mapping[str, str] = {
    **DURABLE,
    "max_connections": "100",
    "shared_buffers": "1GB",
    "effective_cache_size": "4GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "512MB",
    "max_wal_size": "4GB",
    "random_page_cost": "1.1",
    "autovacuum": "on",
}
"""As an administrator would set a server of 4 GB: what is committed is on the disk (fsync,
synchronous_commit and full_page_writes are on)."""


@contextmanager
def databases(*names: str, kept: KeptDirectory | None = None) -> Iterator[list[str]]:
    """The URLs of databases of these names in one PostgreSQL, empty but for those that are `kept`."""
    programs = _programs()
    server = kept_postgresql_server(programs, kept.path, SETTINGS) if kept else None
    with server or postgresql_server(programs, SETTINGS) as running:
        for name in names:
            if kept is None or kept.filled(name) is None:
                create_database(running.directory, name)
        yield [database_url(running.directory, name) for name in names]


def kept_directory(path: Path, size: int) -> KeptDirectory:
    """The directory at `path` for `size` tasks and the PostgreSQL that is installed here."""
    return KeptDirectory(path, size, postgresql_version(_programs()))


def _programs() -> Path:
    """Where PostgreSQL is; `LookupError` where none is installed."""
    programs = find_postgresql()
    if programs is None:
        raise LookupError(POSTGRESQL.missing)
    return programs


def version_of(url: str) -> str:
    """What the server behind `url` calls itself."""
    connection = psycopg2.connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            return f"PostgreSQL {cursor.fetchone()[0]}"
    finally:
        connection.close()


def set_up(url: str, redis_url: str = "") -> None:
    """Make this process one of Duban's, on the database behind `url`; once in a process."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "DATABASE_URL": url,
        "REDIS_URL": redis_url,
    }
    import django

    django.setup()
