"""Every POST of the API that is sent twice under one key is done once."""

from __future__ import annotations

import pytest

from agencies.models import AuditEntry
from tasks.models import Notice
from tests.access.asking import Asker
from tests.access.table import ROLES, Row, rows
from tests.api_client import declared, openapi

pytestmark = pytest.mark.django_db


DONE = {"200", "201", "207"}


def posts() -> list[Row]:
    """The rows of the table that POST to the API."""
    return [
        row
        for row in rows()
        if row.route.startswith("api:") and row.route != "api:unknown" and row.method == "POST"
    ]


def written() -> tuple[int, int]:
    """How many rows there are of what nearly every write adds to."""
    return AuditEntry.objects.count(), Notice.objects.count()


def test_what_was_done_is_answered_again_and_not_done_again() -> None:
    asker, done, wrong = Asker(), 0, []
    for row in posts():
        role = next((role for role in ROLES if row.outcomes[ROLES.index(role)] in DONE), None)
        if role is None:
            continue
        (first, before), (second, after) = asker.ask_twice(row, role, "the-same", written)
        done += 1
        same = (second.status_code, second.content) == (first.status_code, first.content)
        if not same or before != after or second.get("Idempotency-Replayed") != "true":
            wrong.append(f"matrix.txt:{row.line}: {row.route}: {first.status_code}, {second.content[:300]!r}")
    assert wrong == [], "\n" + "\n".join(wrong)
    assert done >= 30


def test_every_post_of_the_document_takes_a_key_and_looks_at_it_first() -> None:
    asker, looked = Asker(), []
    for row in posts():
        address = asker.address(row.route, row.thing)
        operation = declared("POST", address)
        for role in ("staff", "office"):
            if operation not in looked:
                answer = asker.call(asker.clients[role], "POST", address, {}, Idempotency_Key="no key")
                if answer.status_code == 400 and "Idempotency-Key" in answer.json()["detail"]:
                    looked.append(operation)
    for path, operations in openapi()["paths"].items():
        if "post" in operations:
            operation = operations["post"]
            named = [parameter["name"] for parameter in operation["parameters"]]
            assert named.count("Idempotency-Key") == 1, path
            assert {"400", "409", "422"} <= set(operation["responses"]), path
            assert operation in looked, path
