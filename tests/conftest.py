"""What every test can count on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from django.db import connection

from agencies import triggers


@pytest.fixture(scope="session", autouse=True)
def _tests_alone_may_empty_the_audit() -> Iterator[None]:
    """Let the flush between transactional tests take the triggers away and put them back."""
    execute = connection.ops.execute_sql_flush

    def execute_without_triggers(statements: Iterable[str]) -> None:
        with connection.schema_editor() as editor:
            triggers.remove(editor)
        try:
            execute(statements)
        finally:
            with connection.schema_editor() as editor:
                triggers.create(editor)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection.ops, "execute_sql_flush", execute_without_triggers)
        yield
