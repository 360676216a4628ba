"""Every figure on a page leads to a list that has exactly so many rows, now and as of a past day."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from agencies.enums import Role
from agencies.models import User
from plans.clock import today
from tasks.models import ReportingRound
from tasks.services.round_ends import round_ends_keep
from tasks.services.standings import standings_refresh_stale
from tests.factories import make_agency, make_request, make_round, make_succession, make_task, make_user
from tests.tasks.pages.reading import as_user
from tests.tasks.summaries.worlds import DAY, FIRST, World, make_world

pytestmark = pytest.mark.django_db

SUMMARY = {"number", "tile__figure", "bar-row__total", "tabs__link", "legend__item"}
"""Classes of the places in which counts stand."""

CLOSED = DAY - datetime.timedelta(days=30)

VOID = {"meta", "link", "input", "br", "img", "hr", "rect", "path", "circle", "use"}


@dataclass
class Element:
    """An element that is open, and what was read in it so far."""

    tag: str
    attributes: dict[str, str]
    text: str = ""


@dataclass
class Figures(HTMLParser):
    """The figures of a page: what they say by the address that they lead to, and those that lead nowhere.

    A link of digits alone counts something, and so does one that says so (`data-count`) or is a tile;
    `data-total` is how many rows a list has, `data-measure` marks what is no count.
    """

    leading: list[tuple[str, int]] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    path: list[Element] = field(default_factory=list)
    in_main: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.in_main |= tag == "main"
        if "data-total" in attributes:
            self.totals.append(int(attributes["data-total"]))
        if tag not in VOID:
            self.path.append(Element(tag, attributes))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """It has nothing in it."""

    def handle_data(self, data: str) -> None:
        for element in self.path:
            element.text += data

    def handle_endtag(self, tag: str) -> None:
        while self.path:
            closed = self.path.pop()
            if self.in_main:
                self._read(closed)
            if closed.tag == tag:
                break

    def _read(self, closed: Element) -> None:
        text, names = closed.text.strip(), set(closed.attributes.get("class", "").split())
        inside = [element for element in self.path if element.tag == "a"]
        if closed.tag == "a" and "page=" not in closed.attributes.get("href", ""):
            number = closed.attributes.get("data-count") or text
            if number.isascii() and number.isdigit():
                self.leading.append((closed.attributes["href"], int(number)))
                self.path[-1].attributes["leads"] = "yes"
        if "tile__figure" in names and inside:
            self.leading.append((inside[-1].attributes["href"], int(text)))
        elif names & SUMMARY and "data-measure" not in closed.attributes and closed.tag != "th":
            numbers = [number for number in re.findall(r"\d+", text) if number != "0"]
            is_count = text.isdigit() or "legend__item" in names
            if numbers and is_count and not (inside or self._leads(closed)):
                self.lost.append(f"{' '.join(sorted(names))}: {text}")
        if closed.attributes.get("leads") and self.path:
            self.path[-1].attributes.setdefault("leads", "yes")

    def _leads(self, closed: Element) -> bool:
        return "leads" in closed.attributes


def figures_of(client: Client, address: str) -> Figures:
    answer = client.get(address)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    figures = Figures()
    figures.feed(answer.content.decode())
    return figures


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Made once for all the tests of this file, which only read: two plans, and a body that carries two."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_world(7, tasks=8, agencies=4)
        heir = make_agency()
        for agency in world.agencies[:2]:
            make_succession(agency, heir, effective_on=FIRST)
        world.agencies.append(heir)
        asking = make_task(world.plans[0], lead=world.agencies[2], due_on=DAY, marked_by_duty=True)
        make_request(asking, world.agencies[2], DAY, DAY.replace(year=2021), author=make_user(Role.STAFF))
        make_round(world.plans[0], [asking], opens_on=FIRST, due_on=CLOSED, closed_on=CLOSED)
        standings_refresh_stale(day=today())
        round_ends_keep(day=today())
        yield world
        transaction.set_rollback(True)


def pages(world: World, user: User) -> list[str]:
    """Those that show counts, with and without what is rolled up."""
    plans = [f"/plans/{plan.code}/{page}" for plan in world.plans for page in ("", "trend/", "since/")]
    agencies = [f"/agencies/{agency.pk}/{page}" for agency in world.agencies[2:] for page in ("", "record/")]
    heir = world.agencies[-1].pk
    rounds = [f"/rounds/{one.pk}/" for one in ReportingRound.objects.order_by("pk")]
    rounds += [f"/plans/{plan.code}/manage/" for plan in world.plans] if user.role == Role.OFFICE else []
    own = ["/my/", "/extensions/"] if user.role in {Role.STAFF, Role.OFFICE} else []
    return [
        *(f"/?plan={plan.code}" for plan in world.plans),
        *("/plans/", "/agencies/", f"/agencies/?plan={world.plans[0].code}"),
        *(*plans, *agencies, *rounds, *own),
        *(f"/agencies/{heir}/{page}?rollup={DAY}" for page in ("", "record/")),
    ]


def people(world: World) -> dict[str, User]:
    return {
        "viewer": make_user(Role.VIEWER),
        "staff": make_user(Role.STAFF, world.agencies[2]),
        "office": make_user(Role.OFFICE),
    }


def disagreeing(client: Client, addresses: list[str], day: str) -> Iterator[str]:
    """Of the figures of these pages those that lead to another number, and those that lead nowhere."""
    known: dict[str, int | None] = {}
    for page in addresses:
        address = f"{page}{'&' if '?' in page else '?'}as_of={day}" if day else page
        figures = figures_of(client, address)
        yield from (f"{address}: leads nowhere: {lost}" for lost in figures.lost)
        for href, number in figures.leading:
            there = href.partition("#")[0]
            there = f"{address.partition('?')[0]}{there}" if there.startswith("?") else there
            if there not in known:
                totals = figures_of(client, there).totals
                known[there] = totals[0] if totals else None
            if known[there] != number:
                yield f"{address}: {number} leads to {known[there]} at {there}"


def test_every_figure_of_the_overview_and_of_agencies_by_role_leads_to_so_many_rows(world: World) -> None:
    plan = world.plans[0].code
    addresses = [f"/?plan={plan}", f"/agencies/?plan={plan}"]
    assert list(disagreeing(as_user(make_user(Role.OFFICE)), addresses, "")) == []


def test_how_many_tasks_are_marked_leads_to_these_where_the_plan_is_managed(world: World) -> None:
    address, plan = f"/plans/{world.plans[0].code}/manage/", world.plans[0].code
    desk = as_user(make_user(Role.OFFICE))
    assert (f"/tasks/?plan={plan}&marked_by_duty=true", 1) in figures_of(desk, address).leading
    assert list(disagreeing(desk, [address], "")) == []


@pytest.mark.long
@pytest.mark.parametrize("who", ["viewer", "staff", "office"])
@pytest.mark.parametrize("day", ["", DAY.isoformat()])
def test_every_figure_leads_to_so_many_rows(world: World, who: str, day: str) -> None:
    user = people(world)[who]
    found = list(disagreeing(as_user(user), pages(world, user), day))
    assert found == [], "\n".join(found)


def test_a_figure_that_leads_to_another_number_or_nowhere_is_found() -> None:
    figures = Figures()
    figures.feed('<main><td class="number">3</td><td class="number"><a href="/tasks/">4</a></td></main>')
    assert (figures.lost, figures.leading) == (["number: 3"], [("/tasks/", 4)])
