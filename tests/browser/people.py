"""People at a browser: they sign in, look, click; what the page does wrong meanwhile is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

from agencies.models import User
from tests.factories import PASSWORD

LATIN = re.compile(r"[A-Za-z]{3,}")
CHINESE = re.compile(r"[\u4e00-\u9fff]+")
NOT_ENGLISH = {"Duban", "English", "API", "JSON", "TISC", "AIPPI", "TRIPS", "UPOV", "APP", "txt", "Excel"}
NOT_ENGLISH |= {"PDF", "OFD", "DOCX", "XLSX", "PPTX", "WPS"}
NOT_ENGLISH |= {"https", "SHA", "Alt", "Shift", "Firefox", "Mac", "Control", "Option"}
"""Latin words that a Chinese reader expects: names, keys, file endings, the other language's own name."""


def without(text: str, names: Iterable[str]) -> str:
    """The text with proper names taken out of it, the longest first."""
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, " ")
    return text


@dataclass
class Person:
    """Somebody signed in; `complaints` are console errors, refused pages and requests off the host."""

    page: Page
    site: str
    complaints: list[str] = field(default_factory=list)

    def sees(self, path: str) -> Page:
        """Opens a page of the site."""
        response = self.page.goto(f"{self.site}{path}")
        if response is None or not response.ok:
            self.complaints.append(f"{path}: {response and response.status}")
        return self.page

    def accessibility_faults(self, *, colours: bool = True, within: str | None = None) -> list[str]:
        """What axe finds on the page, or in a part of it; to compare `colours` takes it longest."""
        rules = {"color-contrast": {"enabled": colours}, "target-size": {"enabled": True}}
        options = {"resultTypes": ["violations"], "rules": rules}
        found = Axe().run(self.page, within, options).response["violations"]
        return [f"{fault['id']}: {node['html'][:200]}" for fault in found for node in fault["nodes"]]

    def english_words(self) -> list[str]:
        """Latin words on a Chinese page outside of parts marked as another language or as a name."""
        return [word for word in LATIN.findall(self._text_outside("[lang=en]")) if word not in NOT_ENGLISH]

    def chinese_words(self, names: Iterable[str]) -> list[str]:
        """Chinese words on an English page outside of parts marked as Chinese, of `names` and of choices."""
        assert self.page.evaluate("document.documentElement.lang") == "en"
        text = self._text_outside("[lang=zh-Hans], option")
        return CHINESE.findall(without(text, names))

    def _text_outside(self, marked: str) -> str:
        text: str = self.page.evaluate(
            """marked => {
                const copy = document.body.cloneNode(true);
                copy.querySelectorAll(marked + ', [translate=no], script, style, code, textarea, template')
                    .forEach(node => node.remove());
                return copy.textContent;
            }""",
            marked,
        )
        return text

    def overflow(self) -> int:
        """By how many pixels the page is wider than its window."""
        width: int = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        return width


def sign_in(context: BrowserContext, site: str, user: User) -> Person:
    """`user` signs in by the form, as people do."""
    page = context.new_page()
    person = Person(page, site)

    def said(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            person.complaints.append(f"{message.type}: {message.text}")

    def asked(request: Request) -> None:
        if not request.url.startswith((site, "data:", "blob:")):
            person.complaints.append(f"off the host: {request.url}")

    page.on("console", said)
    page.on("request", asked)
    page.goto(f"{site}/account/login/")
    page.fill("input[name=username]", user.username)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/account/login/" not in url)
    return person
