"""How many questions each page, answer and file asks the database: no more, however much there is."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tasks.jobs import compact_tallies, keep_round_ends, refresh_standings
from tasks.search.keeping import rebuild
from tests.access.asking import Asker
from tests.access.crowd import crowd
from tests.access.table import ROLES, Row, rows

pytestmark = pytest.mark.django_db

QUERIES = Path(__file__).parent / "queries.txt"
FIRST = ("office", "staff", "superuser", "anonymous")
"""Of those who may read something, the first of these is asked for."""
FORMATS = ("", "?format=csv", "?format=xlsx")
WORDS = {
    "tasks:search": ("?q=工作", "?q=部&kind=agency"),
    "api:search": ("?q=工作&kind=task", "?q=工作&kind=report", "?q=部&kind=agency"),
    "tasks:link_list": ("?later=2020&earlier=2015&show=all",),
}
"""What else is asked of a page that shows nothing, or other rows, without."""
FRAME = ("SAVEPOINT", "RELEASE", "ROLLBACK")
"""What Django adds around questions; what is prepared is asked in the same breath."""


@dataclass(frozen=True)
class Asked:
    """What is asked for, by its route with the format and the thing it is about, and by whom."""

    route: str
    thing: str
    role: str


@pytest.fixture
def asker() -> Asker:
    """Everybody's browser; there are two of everything."""
    found = Asker()
    crowd(found.world, 1)
    return found


def brought_up_to_date() -> None:
    """What the jobs do at night, or soon after a write."""
    refresh_standings()
    keep_round_ends()
    compact_tallies()
    rebuild()


def expected() -> dict[Asked, int]:
    """The lines of `queries.txt`."""
    lines = (line for line in QUERIES.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    words = (line.split() for line in lines if line.strip())
    return {Asked(route, thing, role): int(number) for route, thing, role, number in words}


def counted(asker: Asker, known: Container[Asked] | None = None) -> dict[Asked, int]:
    """How many questions each takes, the administration left out, and what only frames a transaction.

    With `known` of those alone: which files there are need not be found out twice.
    """
    return dict(found for row in rows() if row.method == "GET" for found in _of(asker, row, known))


def _of(asker: Asker, row: Row, known: Container[Asked] | None) -> Iterator[tuple[Asked, int]]:
    may = {role for role, outcome in zip(ROLES, row.outcomes, strict=True) if outcome == "200"}
    if not may or row.route.startswith(("admin:", "/admin/")):
        return
    role = next(role for role in (*FIRST, *ROLES) if role in may)
    for file in (*FORMATS, *WORDS.get(row.route, ())):
        address = asker.address(row.route, row.thing) + file
        asked = Asked(row.route + file, row.thing, role)
        if (known is None or asked in known) and _is_there(asker, role, address, file.rpartition("=")[2]):
            with CaptureQueriesContext(connection) as queries:
                _read(asker, role, address)
            asking = [query for query in queries.captured_queries if not query["sql"].startswith(FRAME)]
            yield asked, len(asking)


def _is_there(asker: Asker, role: str, address: str, file: str) -> bool:
    """Whether that is answered, and with such a file where one is asked for; afterwards it was asked once."""
    answer = _read(asker, role, address)
    named = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats"}.get(file, "")
    return bool(answer.status_code == 200 and answer["Content-Type"].startswith(named))


def _read(asker: Asker, role: str, address: str) -> Any:
    answer: Any = asker.clients[role].get(address)
    assert b"".join(answer) or answer.status_code != 200
    asker.close(answer)
    return answer


@pytest.mark.any_database
def test_everything_takes_as_many_queries_as_the_table_says_however_much_there_is(asker: Asker) -> None:
    brought_up_to_date()
    found = counted(asker)
    assert found == expected()
    crowd(asker.world, 3)
    brought_up_to_date()
    assert counted(asker, found) == found


@pytest.mark.long
def test_before_the_jobs_have_run_only_the_end_of_each_round_takes_one_more(asker: Asker) -> None:
    few = counted(asker)
    crowd(asker.world, 3)
    more = {asked.route: number - few[asked] for asked, number in counted(asker, few).items()}
    trends = {name + file for name in ("tasks:plan_trend", "api:plan-trend") for file in FORMATS}
    assert {route: number for route, number in more.items() if number} == dict.fromkeys(trends, 3)
