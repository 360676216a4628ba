"""What every test can count on."""

from __future__ import annotations

import datetime
import time
from collections.abc import Generator, Iterable, Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.utils import timezone, translation
from pytest_django import DjangoDbBlocker

from agencies import triggers
from plans.clock import end_of, today

SECONDS_OF_A_TEST = 15
"""What all but the slowest tests take at most."""


class NotYet:
    """Stands in Django's clock for `datetime` while pytest collects."""

    @staticmethod
    def now(*_: object, **__: object) -> datetime.datetime:
        """There is no day yet: the tests may run on the next one."""
        raise RuntimeError("A test takes its day when it runs, not while pytest collects it.")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """A day that a module, a parameter or a default takes is wrong once midnight has passed: refuse it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "datetime", NotYet)
        return (yield)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """A test begins in the first language, and ends on the day it begins: it waits for a midnight nearby."""
    left = (end_of(today()) - timezone.now()).total_seconds()
    if left < SECONDS_OF_A_TEST:
        time.sleep(left)
    # A page asked for in English leaves its language behind.
    translation.deactivate()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The test database; what is still connected at its end, such as a thread of a server, is cut off."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
            )


@pytest.fixture(scope="session", autouse=True)
def _evidence_in_a_place_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Files handed in by tests land in a directory that goes away with them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "EVIDENCE_DIR", str(tmp_path_factory.mktemp("evidence")))
        yield


@pytest.fixture(scope="session", autouse=True)
def _tests_alone_may_empty_the_audit() -> Iterator[None]:
    """Let the flush between transactional tests take the triggers away and put them back."""
    operations = type(connection.ops)
    execute = operations.execute_sql_flush

    def execute_without_triggers(self: BaseDatabaseOperations, statements: Iterable[str]) -> None:
        with self.connection.schema_editor() as editor:
            triggers.remove(editor)
        try:
            execute(self, statements)
        finally:
            with self.connection.schema_editor() as editor:
                triggers.create(editor)

    with pytest.MonkeyPatch.context() as patch:
        # Of the class: a test with a browser or a thread has a connection of its own.
        patch.setattr(operations, "execute_sql_flush", execute_without_triggers)
        yield
