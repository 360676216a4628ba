"""Pictures of every page in both languages at three widths, of a copy of the demo: `make screenshots`.

They land in `screenshots/`, which git ignores, for people to look at: nothing is judged here.
"""

import argparse
import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import django
from django.core.management import call_command

from tests.servers.chromium import private_chromium
from tests.servers.processes import private_directory
from tests.servers.programs import CHROMIUM, find_chromium

if TYPE_CHECKING:
    from django.test import Client
    from playwright.sync_api import Browser

    from tests.access.routes import Route

ROOT = Path(__file__).resolve().parent.parent
WIDTHS = (1440, 768, 390)
LANGUAGES = ("zh-hans", "en")
FEW = 12
"""How many of the things that a pattern can show are looked at to choose from."""

MOST = 3
"""How many pictures a pattern gets at most: further ones show little that is not in these."""


@dataclass(frozen=True)
class Shown:
    """A page as somebody sees it; `parts` are the classes of what stands on it."""

    route: str
    address: str
    person: str
    parts: frozenset[str]

    @property
    def name(self) -> str:
        """What its pictures are called."""
        place = re.sub(r"\W+", "-", self.address).strip("-") or "overview"
        return f"{place}.{self.person or 'nobody'}.png"


def main() -> int:
    """Make the copy, choose the pages, take the pictures."""
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots", description=__doc__)
    parser.add_argument("--into", type=Path, default=ROOT / "screenshots", help="the directory for them")
    parser.add_argument("--only", default="", help="only addresses that begin so")
    parser.add_argument("--widths", type=int, nargs="+", default=WIDTHS)
    parser.add_argument("--languages", nargs="+", choices=LANGUAGES, default=LANGUAGES)
    arguments = parser.parse_args()
    program = find_chromium()
    if program is None:
        parser.error(CHROMIUM.missing)
    with private_directory("screenshots") as directory, copy_of_the_demo(directory) as site:
        clients = signed_in()
        chosen = [page for page in chosen_pages(clients) if page.address.startswith(arguments.only)]
        with private_chromium(program) as browser:
            for language in arguments.languages:
                for width in arguments.widths:
                    into = arguments.into / f"{language}-{width}"
                    into.mkdir(parents=True, exist_ok=True)
                    taken = pictures(browser, site, clients, chosen, language, width, into)
                    print(f"{into}: {taken} pages", flush=True)
    return 0


@contextmanager
def copy_of_the_demo(directory: Path) -> Iterator[str]:
    """The demo in a database of its own, served from this process; gives its address."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.development"
    os.environ["DATABASE_URL"] = f"sqlite:///{directory}/db.sqlite3"
    os.environ["EVIDENCE_DIR"] = str(directory / "evidence")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    django.setup()
    for command in ("migrate", "load_plans", "create_demo"):
        call_command(command, verbosity=0)
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application

    class Quiet(WSGIRequestHandler):
        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet, connections_override={})
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()


PEOPLE = ("", "demo-office", "demo-cnipa", "demo-moe-approver")
"""Who looks; the first is nobody who has signed in."""


def signed_in() -> dict[str, "Client"]:
    """A browser without windows for each of `PEOPLE`."""
    from django.test import Client

    from agencies.models import User

    clients = {person: Client(headers={"Host": "127.0.0.1"}) for person in PEOPLE}
    for person in PEOPLE[1:]:
        clients[person].force_login(User.objects.get(username=person))
    return clients


def chosen_pages(clients: dict[str, "Client"]) -> Iterator[Shown]:
    """Of every pattern the page with the most on it, then those with most that the ones before have not."""
    from tests.walk.pages import shown_routes

    for route in shown_routes():
        known: frozenset[str] = frozenset()
        found = list(looked_at(route, clients))
        for _number in range(MOST):
            best = max(found, key=lambda page: len(page.parts - known), default=None)
            if best is None or not best.parts - known:
                break
            known |= best.parts
            yield best


def looked_at(route: "Route", clients: dict[str, "Client"]) -> Iterator[Shown]:
    """That pattern, whatever it shows, as everyone who may see it."""
    from tests.walk.pages import addresses

    there = addresses(route)
    for address in there[:: len(there) // FEW + 1]:
        for person, client in clients.items():
            answer = client.get(address)
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                classes = re.findall(r'class="([^"]+)"', answer.content.decode())
                parts = frozenset(name for names in classes for name in names.split())
                yield Shown(route.name, address, person, parts)
            answer.close()


def pictures(
    browser: "Browser",
    site: str,
    clients: dict[str, "Client"],
    pages: Iterable[Shown],
    language: str,
    width: int,
    into: Path,
) -> int:
    """Take them all; returns how many there are."""
    from django.conf import settings

    taken = 0
    for person, client in clients.items():
        context = browser.new_context(
            viewport={"width": width, "height": 900}, locale=language, reduced_motion="reduce"
        )
        cookies = {settings.LANGUAGE_COOKIE_NAME: language}
        if person:
            cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": name, "value": value, "url": site} for name, value in cookies.items()])
        page = context.new_page()
        for shown in pages:
            if shown.person == person:
                page.goto(f"{site}{shown.address}", wait_until="networkidle")
                page.screenshot(path=into / shown.name, full_page=True)
                taken += 1
        context.close()
    return taken


if __name__ == "__main__":
    sys.exit(main())
