"""The databases that are measured: private servers that are gone afterwards."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import psycopg2

from tests.servers.postgresql import DURABLE, create_database, database_url, postgresql_server
from tests.servers.programs import POSTGRESQL, find_postgresql

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
def databases(*names: str) -> Iterator[list[str]]:
    """The URLs of empty databases of these names in one PostgreSQL; `LookupError` where none is installed."""
    programs = find_postgresql()
    if programs is None:
        raise LookupError(POSTGRESQL.missing)
    with postgresql_server(programs, SETTINGS) as server:
        for name in names:
            create_database(server.directory, name)
        yield [database_url(server.directory, name) for name in names]


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
