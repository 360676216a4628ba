"""Whatever people read stands in Chinese and in English: every choice, and every page of the site."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.db.models import TextChoices
from django.test import Client
from django.utils.translation import override

import agencies.enums
import plans.enums
import tasks.enums
from agencies.models import Agency, ApiToken, User
from plans.models import Plan, Section, SourceDocument
from tasks.models import ReportingRound
from tests.access.asking import Asker
from tests.access.table import ROLES, rows
from tests.browser.people import CHINESE, LATIN, NOT_ENGLISH, without

VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
SKIPPED = {"script", "style", "code", "textarea"}
READ_ALOUD = {"alt", "aria-label", "data-failed", "data-label", "placeholder", "title"}
"""Attributes whose text reaches people, in the language of the page: a name in them cannot be marked."""


class Reader(HTMLParser):
    """Keeps the text of a page outside of parts in another language, of names, and of code.

    `written` is what stands in elements, `spoken` in attributes and in the title, which hold no elements.
    """

    def __init__(self) -> None:
        super().__init__()
        self.language = ""
        self.written: list[str] = []
        self.spoken: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Enter an element."""
        said = dict(attrs)
        if tag == "html":
            self.language = said.get("lang") or ""
        other = (said.get("lang") or self.language) != self.language or said.get("translate") == "no"
        hidden = tag in SKIPPED or other or self._hidden
        if not hidden:
            self.spoken += [text for name, text in attrs if name in READ_ALOUD and text]
        if tag not in VOID:
            self._open.append((tag, hidden))

    def handle_endtag(self, tag: str) -> None:
        """Leave an element, and those in it that end by themselves."""
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Keep what people read."""
        if not self._hidden:
            in_title = bool(self._open) and self._open[-1][0] == "title"
            (self.spoken if in_title else self.written).append(data)

    @property
    def _hidden(self) -> bool:
        return bool(self._open) and self._open[-1][1]


def text_of(html: str) -> str:
    """What people read on a page, outside of parts in another language, of names, and of code."""
    reader = Reader()
    reader.feed(html)
    return "\n".join([*reader.written, *reader.spoken])


def read(client: Client, address: str, language: str) -> Reader | None:
    """A page that is in `language`; None for a file or data."""
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = client.get(address)
    if answer.streaming:
        list(answer)
        return None
    if not answer["Content-Type"].startswith("text/html"):
        return None
    reader = Reader()
    reader.feed(answer.content.decode())
    assert reader.language.lower() in {language, ""}, address
    return reader


def strange_words(reader: Reader, language: str, names: set[str]) -> list[str]:
    """Words of the other language on a page in `language` that nothing says to be so.

    Chinese names are marked wherever an element can be; a person's name in Latin letters is of no language.
    """
    if language == "en":
        spoken = [without(said, names) for said in reader.spoken]
        return CHINESE.findall("\n".join([*reader.written, *spoken]))
    words = LATIN.findall(without("\n".join([*reader.written, *reader.spoken]), names))
    return [word for word in words if word not in NOT_ENGLISH]


def proper_names() -> Iterator[str]:
    """What is called alike in both languages: people, agencies, plans, rounds, and an example of a round."""
    for person in User.objects.all():
        yield from (person.username, person.display_name, person.email)
    for named in (Agency, Plan, Section, SourceDocument, ReportingRound):
        yield from (str(row) for row in named.objects.all())
    yield from ApiToken.objects.values_list("name", flat=True)
    yield "2026年第三季度"


@pytest.fixture
def asker() -> Asker:
    """Everyone, and the world of the table of access."""
    return Asker()


def pages(asker: Asker, role: str) -> Iterator[tuple[Client, str]]:
    """Every page that this role may look at."""
    for row in rows():
        own = not row.route.startswith(("api:", "admin:", "/"))
        if row.method == "GET" and own and row.outcomes[ROLES.index(role)] == "200":
            yield asker.clients[role], asker.address(row.route, row.thing)


@pytest.mark.parametrize(
    "choices",
    [
        found
        for module in (agencies.enums, plans.enums, tasks.enums)
        for _name, found in inspect.getmembers(module, inspect.isclass)
        if issubclass(found, TextChoices) and found.__module__ == module.__name__
    ],
    ids=lambda choices: choices.__name__,
)
def test_every_choice_has_a_chinese_and_an_english_word(choices: type[TextChoices]) -> None:
    with override("en"):
        english = [str(label) for label in choices.labels]
    with override("zh-hans"):
        chinese = [str(label) for label in choices.labels]

    assert english == [label for label in english if LATIN.search(label) and not CHINESE.search(label)]
    assert chinese == [label for label in chinese if CHINESE.search(label)]


@pytest.mark.any_database
@pytest.mark.django_db
@pytest.mark.parametrize("role", ["staff", "office"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_no_page_shows_the_other_language_unmarked(asker: Asker, role: str, language: str) -> None:
    names, found = set(proper_names()) - {""}, {}
    for client, address in pages(asker, role):
        page = read(client, address, language)
        found[address] = strange_words(page, language, names) if page else []

    assert len(found) > 30
    assert {address: words for address, words in found.items() if words} == {}
