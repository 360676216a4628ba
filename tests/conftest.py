"""What every test can count on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations

from agencies import triggers


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
