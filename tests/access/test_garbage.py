"""Whatever anybody sends to any address, nothing breaks: it is refused in words, or taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import cycle
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.access.asking import Asker
from tests.access.table import ROLES, Row, rows

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.any_database]

ODD: tuple[Any, ...] = (
    "",
    "a\0b",
    "100%",
    "%(x)s",
    "长" * 1500,
    "9" * 30,
    "-1",
    "0001-01-01",
    "9999-12-31",
    ["1", "x", "9" * 30],
)
"""What a field of a form or an address may hold that nobody types."""

ODDER: tuple[Any, ...] = (*ODD, "\ud800", None, 10**30, 1.5, True, [], {}, [None], [[1]])
"""What the body of a script may hold besides."""

OFTEN_SENT = (
    *("action", "agency", "asked_by", "claims", "document_number", "due_on", "evidence_date", "next", "note"),
    *("opened", "percent", "position", "progress", "read", "reason", "reports", "round", "seen"),
    *("seen_due_on", "status", "tasks", "version"),
)
"""Fields of many forms, sent to those too that have none such."""

ASKED_FOR = (
    "agency",
    "as_of",
    "due_from",
    "ordering",
    "count",
    "cursor",
    "fields",
    "page",
    "plan",
    "q",
    "report",
    "rollup",
    "section",
    "task",
)
"""Parameters of many addresses."""

WRITERS = ("office", "approver", "staff", "superuser", "anonymous")
REFUSED = {"401", "403", "404", "login"}


@pytest.fixture
def turns(pytestconfig: pytest.Config) -> int:
    """How often every address is asked: thoroughly among the long tests."""
    return 4 if pytestconfig.getoption("only") == "long" else 1


def writer(row: Row) -> str | None:
    """Somebody for whom this row does more than refuse, if anybody; the forms of the admin are Django's."""
    if row.route.startswith(("admin:", "/admin/")):
        return None
    able = (role for role in WRITERS if row.outcomes[ROLES.index(role)] not in REFUSED)
    return next(able, None)


def bodies(row: Row, keys: dict[str, Any], odd: Iterator[Any], turns: int) -> Iterator[dict[str, Any]]:
    """In turn what is odd throughout, what is right but for one field, what is right and odd beside that."""
    usual: dict[str, Any] = row.sent(keys) or {}
    fields = cycle(sorted(usual) or OFTEN_SENT)
    for _turn in range(turns):
        yield dict.fromkeys([*usual, *OFTEN_SENT], next(odd))
        yield {**usual, next(fields): next(odd)}
        yield {**dict.fromkeys(OFTEN_SENT, next(odd)), **usual}


def broken(asker: Asker, role: str, method: str, address: str, sent: Iterable[Any]) -> Iterator[str]:
    for body in sent:
        got = asker.ask(role, method, address, body)
        if got != "login" and int(got) >= 500:
            yield f"{role} {method} {address} {str(body)[:300]}: {got}"


def test_no_body_breaks_anything(turns: int) -> None:
    asker = Asker()
    found: list[str] = []
    typed, written = cycle(ODD), cycle(ODDER)
    for row in rows():
        role = writer(row)
        if row.method in {"POST", "PATCH", "PUT"} and role:
            odd = written if row.route.startswith("api:") else typed
            address = asker.address(row.route, row.thing)
            found += broken(asker, role, row.method, address, bodies(row, asker.world.keys, odd, turns))
    assert found == [], "\n" + "\n".join(found)


def test_no_parameter_breaks_anything(turns: int) -> None:
    asker = Asker()
    queries = [urlencode({name: odd}, doseq=True) for odd in ODD for name in ASKED_FOR]
    queries += [urlencode(dict.fromkeys(ASKED_FOR, odd), doseq=True) for odd in ODD]
    found: list[str] = []
    turn = cycle(queries)
    for row in rows():
        if row.method != "GET" or row.outcomes[ROLES.index("office")] != "200":
            continue
        address = asker.address(row.route, row.thing)
        chosen = ["as_of=0001-01-01", "as_of=9999-12-30", *(next(turn) for _ in range(2 * turns))]
        for query in chosen:
            found += broken(asker, "office", "GET", f"{address}?{query}", [None])
    assert found == [], "\n" + "\n".join(found)
