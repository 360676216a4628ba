"""Whatever changes what is there already needs the tag of it, and does nothing where that has moved on."""

from __future__ import annotations

import re

import pytest
from django.db import transaction

from agencies.models import AuditEntry
from tests.access.asking import Asker
from tests.access.table import ROLES, Row, rows
from tests.api_client import declared, needs_match

pytestmark = pytest.mark.django_db

ADDITIONS = {
    "api:assignment-list",
    "api:chase-list",
    "api:confirmations",
    "api:due-dates",
    "api:extension-request-list",
    "api:milestone-list",
    "api:notice-read",
    "api:opinions",
    "api:progress-report-bulk",
    "api:plan-reading-preview",
    "api:progress-report-evidence",
    "api:progress-report-list",
    "api:progress-report-no-change",
    "api:round-list",
    "api:synopses",
    "api:task-link-bulk",
    "api:task-link-list",
    "api:wording-changes",
}
"""What adds something new, or speaks of several things by what stands in its body: that needs no tag."""


@pytest.fixture
def asker() -> Asker:
    return Asker()


def changes() -> list[tuple[Row, str]]:
    """What changes things over the API, each with somebody who may."""
    found: dict[tuple[str, str, str], tuple[Row, str]] = {}
    for row in rows():
        done = [outcome for outcome in row.outcomes if outcome in {"200", "201", "204"}]
        if row.route.startswith("api:") and row.method != "GET" and row.route not in ADDITIONS and done:
            found[row.route, row.thing, row.method] = (row, ROLES[row.outcomes.index(done[0])])
    return list(found.values())


def read_at(address: str) -> str:
    """`address`, or the nearest one above it that can be read."""
    while not declared("GET", address):
        address = re.sub(r"[^/]+/$", "", address)
    return address


def test_the_document_names_exactly_what_needs_a_tag(asker: Asker) -> None:
    needing = {
        row.route
        for row in rows()
        if row.route.startswith("api:") and row.method != "GET" and row.route != "api:unknown"
        if needs_match(row.method, asker.address(row.route, row.thing).removeprefix("/api/v1/"))
    }
    written = {row.route for row in rows() if row.route.startswith("api:") and row.method != "GET"}
    assert written - needing == ADDITIONS | {"api:unknown"}


def test_a_change_needs_the_tag_of_what_is_there(asker: Asker) -> None:
    wrong = []
    for row, role in changes():
        address, sent = asker.address(row.route, row.thing), row.sent(asker.world.keys)
        client, expected = asker.clients[role], row.outcomes[ROLES.index(role)]
        before = AuditEntry.objects.count()
        blind = asker.call(client, row.method, address, sent, If_Match="")
        stale = asker.call(client, row.method, address, sent, If_Match='"other"')
        read = asker.call(client, "GET", read_at(address))
        named = f"{row.method} {address}"
        if (blind.status_code, stale.status_code) != (428, 412):
            wrong.append(f"{named}: {blind.status_code} without a tag, {stale.status_code} with another")
        elif (stale["ETag"], stale.json()["current"]) != (read["ETag"], read.json()):
            wrong.append(f"{named}: it does not show what is there now")
        elif AuditEntry.objects.count() != before:
            wrong.append(f"{named}: something was done")
        with transaction.atomic():
            done = asker.call(client, row.method, address, sent, If_Match=read["ETag"])
            shown = asker.call(client, "GET", read_at(address), If_None_Match=read["ETag"])
            transaction.set_rollback(True)
        if str(done.status_code) != expected:
            wrong.append(f"{named}: {done.status_code} with the tag, not {expected}")
        elif shown.status_code not in {200, 404}:
            wrong.append(f"{named}: what was changed is {shown.status_code} for the tag it had")
        elif "ETag" in done and done["ETag"] != shown["ETag"]:
            wrong.append(f"{named}: it gives another tag than GET does then")
    assert wrong == [], "\n".join(wrong)


def test_a_tag_counts_in_whatever_language_it_was_read(asker: Asker) -> None:
    client, address = asker.clients["office"], asker.address("api:task-light", "task")
    chinese, english = (asker.call(client, "GET", address, Accept_Language=one) for one in ("zh-hans", "en"))
    assert chinese["ETag"] != english["ETag"]
    said = {"colour": "green", "until": "2100-01-01", "reason": "经会商"}
    for read, language in ((chinese, "en"), (english, "zh-hans")):
        with transaction.atomic():
            done = asker.call(client, "POST", address, said, If_Match=read["ETag"], Accept_Language=language)
            transaction.set_rollback(True)
        assert done.status_code == 200


def test_what_the_caller_may_not_see_is_not_there_whatever_they_send(asker: Asker) -> None:
    client, address = asker.clients["other"], asker.address("api:progress-report-submit", "draft")
    for header in ("", '"other"', "*"):
        assert asker.call(client, "POST", address, If_Match=header).status_code == 404
