"""What the OpenAPI document says may be asked after an answer can be, with what stands in that answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import transaction

from tests.access.asking import API, Asker
from tests.access.table import ROLES, Row, rows
from tests.api_client import openapi, promised, template_of
from tests.api_links import Answered, NothingListedError

pytestmark = [pytest.mark.django_db, pytest.mark.long]

MISSED = {404, 405, 412, 428}
"""Nothing is at that address, or what is there has another tag."""

OF_FILES = "/api/v1/evidence/{id}/content/"
"""Evidence may be the address of something published; that has no content here."""


@pytest.fixture
def asker() -> Asker:
    return Asker()


def asked() -> list[tuple[Row, str]]:
    """What has an answer, each with the last of those who are given one: of most things the office."""
    found = []
    for row in rows():
        given = [number for number, outcome in enumerate(row.outcomes) if outcome in {"200", "201"}]
        if row.route.startswith("api:") and given:
            office = ROLES.index("office")
            found.append((row, ROLES[office if office in given else given[-1]]))
    return found


def operations() -> dict[str, tuple[str, str]]:
    """By its name the method and address of every operation."""
    return {
        said["operationId"]: (method.upper(), address)
        for address, methods in openapi()["paths"].items()
        for method, said in methods.items()
    }


def led_to(row: Row, address: str, answer: Any) -> Iterator[tuple[str, str, dict[str, str]]]:
    """The methods, addresses and headers to which the answer's links lead."""
    promise = promised(row.method, address, answer.status_code) or {}
    answered = Answered(answer, address, template_of(address))
    for name, link in promise.get("links", {}).items():
        method, there = operations()[name]
        try:
            values = {to: answered.value(expression) for to, expression in link["parameters"].items()}
        except NothingListedError:
            continue
        query = {}
        for to, value in values.items():
            place, _, key = to.partition(".")
            if place == "path":
                there = there.replace(f"{{{key}}}", value)
            elif place == "query":
                query[key] = value
        headers = {"If_Match": values["header.If-Match"]} if "header.If-Match" in values else {}
        yield method, f"{there}?{urlencode(query)}" if query else there, headers


def test_every_link_leads_where_it_says_with_the_tag_of_what_is_there(asker: Asker) -> None:
    wrong: list[str] = []
    followed: set[tuple[str, ...]] = set()
    for row, role in asked():
        client, address = asker.clients[role], asker.address(row.route, row.thing)
        if not address.startswith(API):
            continue
        with transaction.atomic():
            answer = asker.call(client, row.method, address, row.sent(asker.world.keys))
            links = list(led_to(row, address, answer)) if not answer.streaming else []
            asker.close(answer)
            for method, there, headers in links:
                step = (row.method, template_of(address), method, template_of(there.partition("?")[0]))
                if step in followed or step[-1] == OF_FILES:
                    continue
                followed.add(step)
                with transaction.atomic():
                    found = asker.call(client, method, there, {} if method != "GET" else None, **headers)
                    asker.close(found)
                    transaction.set_rollback(True)
                if found.status_code in MISSED:
                    wrong.append(f"{role}: {row.method} {address} -> {method} {there}: {found.status_code}")
            transaction.set_rollback(True)
    assert wrong == []
    assert len(followed) > 250
