"""Everybody on every page, in every state it can show: what it offers is there, and nobody gets stuck."""

from __future__ import annotations

import inspect
import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import TextChoices
from django.urls import reverse
from django.utils.translation import override
from pytest_django import DjangoDbBlocker

import agencies.enums
import plans.enums
import tasks.enums
from tasks.enums import EvidenceGrade
from tasks.models import LightOverride
from tests.access.asking import Asker
from tests.access.table import ROLES, rows
from tests.browser.people import CHINESE, LATIN, NOT_ENGLISH, without
from tests.config.test_both_languages import proper_names, text_of
from tests.walk.pages import addresses, page_routes, shown_routes
from tests.walk.states import States
from tests.walk.walking import Walk, view_of, walked

pytestmark = [pytest.mark.django_db, pytest.mark.long]

PARTNER = "partner"
"""Staff of an agency that takes part in what others lead: the table of access has nobody like that."""

NOT_OF_ALL = {
    *("plans:plan_trace", "tasks:consolidation_detail", "tasks:evidence_file", "tasks:round_fill_row"),
    *("tasks:report_detail", "tasks:shares"),
}
"""Pages that some of the things that an address can name do not have, or not for everybody: these are 404."""

LEADS_ON = ("302", "tasks:report_edit")
"""Whoever would write what is handed in is shown it."""

BY_MAIL = {"agencies:password_reset_confirm"}
"""Pages to which a letter leads."""

IN_THE_HEAD = {"tasks:search"}
"""Pages that are a form in the head of every page, and have no name there."""

NOT_OURS = ("/admin/", "/api/")
"""What Django and the documentation of the API look like is theirs."""

FOR_MAKERS = {"styleguide"}
"""Pages that are there only where pages are made."""


class Walks:
    """The ways of everybody, each gone once."""

    def __init__(self) -> None:
        self.asker = Asker(States())
        reset = self.asker.world.things["reset"]
        self.shown = {route.name: addresses(route, reset) for route in shown_routes()}
        self._gone: dict[str, Walk] = {}

    def of(self, role: str) -> Walk:
        if role not in self._gone:
            self._gone[role] = walked(self.asker, role, self.shown)
        return self._gone[role]

    def outcomes(self, role: str) -> Iterator[tuple[str, str, str]]:
        """By route and address what `role` gets."""
        walk = self.of(role)
        for route, there in self.shown.items():
            for address in there:
                yield route, address, self.outcome(walk, address)

    def outcome(self, walk: Walk, address: str) -> str:
        answer = walk.see(address)
        return "login" if answer.location.startswith(self.asker.login) else str(answer.status)


@pytest.fixture(scope="module")
def walks(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Walks]:
    """One world for all the tests of this file, of which nothing remains whatever is done in it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Walks()
        transaction.set_rollback(True)


def choices() -> list[type[TextChoices]]:
    """Every closed list of words of the project."""
    modules = (agencies.enums, plans.enums, tasks.enums)
    found = (one for module in modules for _name, one in inspect.getmembers(module, inspect.isclass))
    return sorted({one for one in found if issubclass(one, TextChoices) and one.choices}, key=str)


def kept(words: type[TextChoices]) -> set[str] | None:
    """Which of these words stand in rows; None where no row keeps any."""
    fields = [
        field
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if list(getattr(field, "choices", None) or ()) == words.choices
    ]
    if not fields:
        return None
    return {
        value for field in fields for value in field.model._base_manager.values_list(field.name, flat=True)
    }


LACKING = {EvidenceGrade.NONE}
"""Words for what is not there."""


def test_every_word_for_a_state_occurs(walks: Walks) -> None:
    """In a row, or where a state is only ever worked out on a page of the office or of staff."""
    read = "\n".join(text for role in ("office", "staff") for text in walks.of(role).texts())
    missing = []
    for words in choices():
        rows_of = kept(words)
        for one in set(words) - LACKING:
            with override("zh-hans"):
                if one.value not in rows_of if rows_of is not None else str(one.label) not in read:
                    missing.append(f"{words.__name__}.{one.name}")
    assert missing == [], "\n".join(missing)


def promised(route: str, role: str) -> set[str]:
    """All that the table of access says of a page and a role, whatever it shows.

    Here other agencies have parts of every kind as well.
    """
    alike = {"staff", "other"} if role in {PARTNER, "other"} else {role}
    return {
        row.outcomes[ROLES.index(one)]
        for row in rows()
        for one in alike
        if (row.route, row.method) == (route, "GET")
    }


@pytest.mark.parametrize("role", [*ROLES, PARTNER])
def test_everybody_gets_what_the_table_says_and_all_that_is_offered(walks: Walks, role: str) -> None:
    wrong = [
        f"{address}: {got}"
        for route, address, got in walks.outcomes(role)
        if got not in promised(route, role)
        and (got, route) not in {*(("404", one) for one in NOT_OF_ALL), LEADS_ON}
    ]
    assert wrong + walks.of(role).faults == [], "\n".join(wrong + walks.of(role).faults)


@pytest.mark.parametrize("role", [*ROLES, PARTNER])
def test_everybody_knows_the_way_on(walks: Walks, role: str) -> None:
    """A page stands in the head, or says what it lies behind; one at the door leads to another."""
    walk = walks.of(role)
    stuck = [
        address
        for address, answer in walk.seen.items()
        if answer.offers
        and view_of(address) not in IN_THE_HEAD
        and not address.startswith(NOT_OURS)
        and not (answer.offers.breadcrumb or answer.offers.current)
        and not any(link.in_main for link in answer.offers.links)
    ]
    refused = [
        address
        for address, answer in walk.seen.items()
        if answer.status in {403, 404} and 'href="/"' not in answer.html.partition("<main")[2]
    ]
    assert stuck + refused == [], "\n".join(stuck + refused)


BREADCRUMB = re.compile(r'<nav class="breadcrumb".*?</nav>', re.S)
MARKED_IN_HEAD = re.compile(r'class="site-nav__link" href="([^"]*)" aria-current="true"')


@pytest.mark.parametrize("role", [*ROLES, PARTNER])
def test_every_breadcrumb_begins_where_the_head_says_one_is(walks: Walks, role: str) -> None:
    """At the entry of the head that is marked; a page of one's own account at the account."""
    wrong = []
    for address, answer in walks.of(role).seen.items():
        for breadcrumb in BREADCRUMB.findall(answer.html if answer.status == 200 else ""):
            led = [urlsplit(href).path for href in re.findall(r'href="([^"]*)"', breadcrumb)]
            marked = MARKED_IN_HEAD.findall(answer.html) or [reverse("agencies:account")]
            if led[:1] != marked:
                wrong.append(f"{address}: {led}, {marked}")
    assert wrong == [], "\n".join(wrong)


def test_everything_that_can_be_done_is_offered_to_somebody(walks: Walks) -> None:
    led_to: Counter[str] = sum((walks.of(role).led_to for role in [*ROLES, PARTNER]), Counter())
    missing = {route.name for route in page_routes()} - set(+led_to)
    assert missing == BY_MAIL | FOR_MAKERS


CHART = '<svg class="stacked-bar"'


def test_every_chart_stands_beside_its_figures_in_a_table(walks: Walks) -> None:
    parts = [
        (address, part.partition("</section>")[0])
        for role in ("viewer", "office")
        for address, answer in walks.of(role).seen.items()
        for part in answer.html.split("<section")
        if CHART in part
    ]
    assert parts
    assert [address for address, part in parts if "<table" not in part] == []


def strange_words(walk: Walk, strange: re.Pattern[str]) -> list[str]:
    """By address the words of the other language on the pages of a way, outside of names and what is said."""
    names = {*proper_names(), *LightOverride.objects.values_list("reason", flat=True)} - {""}
    found = []
    for address, answer in walk.seen.items():
        if answer.html and not address.startswith(NOT_OURS):
            words = strange.findall(without(text_of(answer.html), names))
            found += [f"{address}: {word}" for word in words if word not in NOT_ENGLISH]
    return found


@pytest.mark.parametrize("role", [*ROLES, PARTNER])
def test_no_state_is_shown_in_english_to_who_reads_chinese(walks: Walks, role: str) -> None:
    found = strange_words(walks.of(role), LATIN)
    assert found == [], "\n".join(found)


@pytest.mark.parametrize("role", ["anonymous", "staff", "office"])
def test_no_state_is_shown_in_chinese_to_who_reads_english(walks: Walks, role: str) -> None:
    walk = Walk(walks.asker, role, "en")
    walk.begin()
    for there in walks.shown.values():
        for address in there:
            walk.see(address)
    found = strange_words(walk, CHINESE)
    assert found == [], "\n".join(found)
