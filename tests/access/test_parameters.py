"""What stands in the query of an address is read, or refused: nothing misspelled is passed over."""

from __future__ import annotations

import re

import pytest

from tests.access.asking import Asker
from tests.access.table import ROLES, rows
from tests.access.test_tags import WITHOUT
from tests.api_client import declared

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

REFUSED = {"401", "403", "404", "405", "login"}


def documented(method: str, address: str) -> set[str]:
    """The query parameters that the OpenAPI document gives this operation."""
    named = (declared(method, address) or {}).get("parameters", [])
    return {parameter["name"] for parameter in named if parameter["in"] == "query"}


def test_every_address_knows_the_parameters_of_the_document_and_refuses_others() -> None:
    asker = Asker()
    wrong = []
    for row in rows():
        role = next((role for role in ROLES if row.outcomes[ROLES.index(role)] not in REFUSED), None)
        if not row.route.startswith("api:") or row.route in WITHOUT or role is None:
            continue
        address = asker.address(row.route, row.thing)
        query, sent = f"{address}?no_such_thing=1", row.sent(asker.world.keys)
        refused = asker.call(asker.clients[role], row.method, query, sent, Accept_Language="en")
        errors = refused.json().get("errors", [{}])
        known = set(re.findall(r"\w+", errors[0].get("detail", "").partition("only: ")[2]))
        if refused.status_code != 400 or errors[0].get("parameter") != "no_such_thing":
            wrong.append(f"{row.method} {address} as {role}: {refused.status_code} {errors}")
        elif known != documented(row.method, address):
            wrong.append(f"{row.method} {address}: {known ^ documented(row.method, address)}")
    assert wrong == [], "\n" + "\n".join(wrong)
