"""The pages of who has not come in, and those that say what went wrong: in both languages, light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from playwright.sync_api import Browser, BrowserContext
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from agencies.enums import Role
from config.body_limit import too_large
from config.urls import handler400, handler403, handler404, handler500
from config.urls import urlpatterns as real_urlpatterns
from tests.browser.conftest import SignIn
from tests.browser.people import Person
from tests.browser.test_every_page import WIDTHS
from tests.factories import make_agency, make_user

__all__ = ["handler400", "handler403", "handler404", "handler500"]

pytestmark = [
    pytest.mark.long,
    pytest.mark.browser,
    pytest.mark.any_database,
    pytest.mark.django_db(transaction=True),
]

ERRORS = {found.stem for found in Path(settings.BASE_DIR, "templates").glob("*.html")} - {"base"}
LOOKS = [(language, theme) for language in ("zh-hans", "en") for theme in ("light", "dark")]


def error(request: HttpRequest, name: str) -> HttpResponse:
    return too_large(request) if name == "413" else render(request, f"{name}.html", {"above": "/"})


urlpatterns = [path("errors/<name>/", error), *real_urlpatterns]


@pytest.fixture(autouse=True)
def with_errors(settings: Settings) -> None:
    settings.ROOT_URLCONF = "tests.browser.test_door_and_errors"


@pytest.fixture
def nobody(chromium: Browser, live_server: LiveServer) -> Iterator[Person]:
    """Somebody who has not signed in."""
    context = chromium.new_context(locale="zh-CN")
    context.set_default_timeout(20_000)
    yield Person(context.new_page(), str(live_server.url))
    context.close()


def choose(context: BrowserContext, site: str, language: str, theme: str) -> None:
    chosen = {"django_language": language, "duban_theme": theme}
    context.add_cookies([{"name": name, "value": value, "url": site} for name, value in chosen.items()])


def wrong(person: Person) -> Iterator[str]:
    """What is wrong with the page that this person looks at."""
    for width in WIDTHS:
        person.page.set_viewport_size({"width": width, "height": 900})
        yield from (f"{person.page.url} {width}: {fault}" for fault in person.accessibility_faults())
        if person.overflow() > 0:
            yield f"{person.page.url} {width}: {person.overflow()} px too wide"


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_every_error_is_a_page_for_everybody(
    signed_in: SignIn, nobody: Person, language: str, theme: str
) -> None:
    found: list[str] = []
    for person in (nobody, signed_in(make_user(Role.STAFF, make_agency("知识产权局")))):
        choose(person.page.context, person.site, language, theme)
        for name in sorted(ERRORS) if person is nobody else ["403", "404"]:
            person.page.goto(f"{person.site}/errors/{name}/")
            found += wrong(person)
            assert person.page.locator("main a[href='/']").is_visible()
    assert found == []


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_the_way_in_and_the_way_to_another_password(nobody: Person, language: str, theme: str) -> None:
    user = make_user(Role.STAFF, make_agency("知识产权局"), username="staff", email="staff@example.org")
    key = urlsafe_base64_encode(force_bytes(user.pk))
    letter = reverse("agencies:password_reset_confirm", args=[key, default_token_generator.make_token(user)])
    choose(nobody.page.context, nobody.site, language, theme)
    page = nobody.page

    page.goto(f"{nobody.site}{reverse('agencies:login')}")
    found = list(wrong(nobody))
    page.fill("input[name=username]", "staff")
    page.fill("input[name=password]", "wrong")
    page.press("input[name=password]", "Enter")
    page.locator(".error-summary").wait_for()
    found += list(wrong(nobody))

    for _time in range(20):
        if page.locator("#locked").count():
            break
        page.fill("input[name=username]", "staff")
        page.fill("input[name=password]", "wrong")
        with page.expect_navigation():
            page.press("input[name=password]", "Enter")
    found += list(wrong(nobody))

    page.click(f"main a[href='{reverse('agencies:password_reset')}']")
    found += list(wrong(nobody))
    page.fill("input[name=email]", "staff@example.org")
    page.press("input[name=email]", "Enter")
    page.wait_for_url("**/sent/")
    found += list(wrong(nobody))

    page.goto(f"{nobody.site}{letter}")
    found += list(wrong(nobody))
    page.fill("input[name=new_password1]", "123")
    page.fill("input[name=new_password2]", "124")
    page.press("input[name=new_password2]", "Enter")
    page.locator(".error-summary").wait_for()
    found += list(wrong(nobody))
    page.goto(f"{nobody.site}{letter.rstrip('/')}x/")
    found += list(wrong(nobody))

    assert found == []
