"""Going through the site as one person: every page, every link on it, every form."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve

from tests.access.asking import Asker
from tests.config.test_both_languages import text_of
from tests.walk.reading import Form, Offers, sendings

EVERYWHERE = {"set_language", "appearance", "agencies:logout", "tasks:search"}
"""Forms of the head of every page: sent from one."""

OFTEN = 5
"""How many links from pages of one kind to pages of another are followed besides those to what is walked."""

MOST_CHOICES = 16
"""How many values of one list of choices are asked for: every list of states is shorter."""

REFUSED = {403, 404, 405, 409, 410}
"""What no link and no button that a page offers may lead to."""


@dataclass(frozen=True)
class Answer:
    """What came back: the page in it, if it was one, and where it sends on to."""

    status: int
    location: str = ""
    html: str = ""
    offers: Offers | None = None

    @property
    def is_there(self) -> bool:
        return self.status == 200


@dataclass
class Walk:
    """One person's way through the site; `faults` is what went wrong on it."""

    asker: Asker
    role: str
    language: str = "zh-hans"
    seen: dict[str, Answer] = field(default_factory=dict)
    sent: set[tuple[object, ...]] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    led_to: Counter[str] = field(default_factory=Counter)
    strayed: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def client(self) -> Client:
        return self.asker.clients[self.role]

    def begin(self) -> None:
        """Choose the language in which everything is read."""
        self.client.cookies[settings.LANGUAGE_COOKIE_NAME] = self.language

    def see(self, address: str) -> Answer:
        """The answer at an address, asked for once."""
        if address not in self.seen:
            with transaction.atomic():
                self.seen[address] = self._read(self.client.get(address))
                transaction.set_rollback(True)
        return self.seen[address]

    def _read(self, response: Any) -> Answer:
        is_page = not response.streaming and response["Content-Type"].startswith("text/html")
        html = response.content.decode() if is_page else ""
        self.asker.close(response)
        offers = Offers(html) if is_page and response.status_code == 200 else None
        return Answer(response.status_code, response.get("Location", ""), html, offers)

    def texts(self) -> Iterator[str]:
        """What was read on the way."""
        return (text_of(answer.html) for answer in self.seen.values() if answer.html)

    def try_everything(self, address: str) -> None:
        """Follow every link of the page there and send every form; what leads nowhere is a fault."""
        offers = self.see(address).offers
        if offers is None:
            return
        self.faults += [f"{address}: two places called {name}" for name in offers.doubled]
        for link in offers.links:
            self._follow(address, link.address)
        for _way, there in offers.asked:
            self._follow(address, there)
        for form in offers.forms:
            if form.method == "GET":
                self._ask(address, form)
            else:
                self._send(address, form)

    def _follow(self, page: str, link: str) -> None:
        there = urlsplit(urljoin(f"http://testserver{page}", link))
        if there.hostname != "testserver" or there.scheme != "http":
            return
        address = there._replace(scheme="", netloc="", fragment="").geturl()
        view = view_of(address)
        self.led_to[view] += address != page
        if address not in self.seen and not self._is_of_interest(view_of(page), view, there.query):
            return
        answer = self._arrive(address)
        if not answer.is_there:
            self.faults.append(f"{page}: {link} is {answer.status}")
        elif there.fragment and answer.offers and there.fragment not in answer.offers.anchors:
            self.faults.append(f"{page}: {link}: there is no such place")

    def _is_of_interest(self, page: str, view: str, query: str) -> bool:
        """Whether pages of that kind have not led there often enough yet."""
        if query:
            return self._is_new(page, view, *kinds(query))
        self.strayed[page, view] += 1
        return self.strayed[page, view] <= OFTEN

    def _arrive(self, address: str) -> Answer:
        answer = self.see(address)
        return self.see(urljoin(address, answer.location)) if answer.status == 302 else answer

    def _ask(self, page: str, form: Form) -> None:
        action = urljoin(page, form.action) if form.action else urlsplit(page).path
        if self._is_new("GET", view_of(action)):
            for _address, content in sendings(form):
                for query in [content, *with_every_choice(form, content)]:
                    self._follow(page, f"{action}?{urlencode(query, doseq=True)}")

    def _send(self, page: str, form: Form) -> None:
        for action, content in sendings(form):
            address = urljoin(page, action)
            view = view_of(address)
            self.led_to[view] += 1
            sent = {name: values for name, values in content.items() if name != "csrfmiddlewaretoken"}
            if not self._is_new("POST", view if view in EVERYWHERE else (address, str(sent))):
                continue
            answer, last = self._done(address, content)
            if answer.status in REFUSED or answer.status >= 500:
                self.faults.append(f"{page}: {sent} to {address}, then {last}: {answer.status}")

    def _done(self, address: str, content: dict[str, list[str]]) -> tuple[Answer, str]:
        """What comes of sending that, where it leads on to in the end, and nothing of it remains."""
        cookies = SimpleCookie(self.client.cookies.output(header="", sep=";"))
        with transaction.atomic():
            answer, here = self._read(self.client.post(address, content)), address
            while answer.status == 302:
                here = urljoin(here, answer.location)
                self.led_to[view_of(here)] += 1
                answer = self._read(self.client.get(here))
            transaction.set_rollback(True)
        self.client.cookies = cookies
        return answer, here

    def _is_new(self, *what: object) -> bool:
        known = what in self.sent
        self.sent.add(what)
        return not known


def with_every_choice(form: Form, content: dict[str, list[str]]) -> Iterator[dict[str, list[str]]]:
    """What the form sends with each value of each list of choices in turn."""
    for control in form.fields:
        words = [option for option in control.options if not option.isdigit()]
        for option in [*words[:MOST_CHOICES], *control.options[1:2]]:
            yield {**content, control.name: [option]}


def kinds(query: str) -> Iterator[tuple[str, str]]:
    """What a query asks for, whichever thing or day it names."""
    for name, value in sorted(parse_qsl(query)):
        yield name, value if value.isalpha() or "_" in value else re.sub(r"\d+", "1", value)


def view_of(address: str) -> str:
    """The name of the page at an address; empty where there is none."""
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


def walked(asker: Asker, role: str, shown: Mapping[str, Sequence[str]]) -> Walk:
    """The way of `role` through all that is `shown`, by route."""
    walk = Walk(asker, role)
    walk.begin()
    for there in shown.values():
        for address in there:
            walk.try_everything(address)
    return walk
