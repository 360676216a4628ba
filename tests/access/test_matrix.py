"""Every route, every method, every role: what `matrix.txt` says is what happens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.access.asking import Asker
from tests.access.routes import Route, routes
from tests.access.table import METHODS, ROLES, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def asker() -> Asker:
    return Asker()


def test_every_route_has_an_expectation_and_every_expectation_a_route() -> None:
    existing, expected = {route.key for route in routes()}, {row.route for row in rows()}
    assert existing - expected == set(), "routes that matrix.txt says nothing of"
    assert expected - existing == set(), "rows of matrix.txt whose route is gone"


def test_no_row_stands_twice() -> None:
    seen = [(row.route, row.thing, row.method) for row in rows()]
    assert [key for key in seen if seen.count(key) > 1] == []


@pytest.mark.any_database
@pytest.mark.parametrize("role", ROLES)
def test_everyone_gets_what_the_table_says(asker: Asker, role: str) -> None:
    wrong = [
        f"matrix.txt:{row.line}: {row.route} {row.thing} {row.method}: got {got}, not {expected}"
        for row in rows()
        if (got := asker.outcome(row, role)) != (expected := row.outcomes[ROLES.index(role)])
    ]
    assert wrong == [], "\n" + "\n".join(wrong)


def undeclared(route: Route) -> Iterator[tuple[str, str]]:
    """The methods that the table leaves out of a route, each with the thing the route is about."""
    declared = [row for row in rows() if row.route == route.key]
    for method in METHODS:
        if declared and method not in {row.method for row in declared}:
            yield method, declared[0].thing


@pytest.mark.any_database
def test_a_method_that_the_table_leaves_out_is_refused(asker: Asker) -> None:
    taken = [
        f"{route.key} {method}: {role} got {got}"
        for route in routes()
        for method, thing in undeclared(route)
        for role in ("anonymous", "office", "superuser")
        if (got := asker.ask(role, method, asker.address(route.key, thing)))
        not in {"405", *({"401", "login"} if role == "anonymous" else ())}
    ]
    assert taken == [], "\n" + "\n".join(taken)
