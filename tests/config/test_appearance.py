import re

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.test import Client

from agencies.enums import Role
from tests.factories import make_user

pytestmark = pytest.mark.django_db

PAGE = "/account/login/"


def sheets(client: Client) -> dict[str, str]:
    """The style sheets of a page, each with its media."""
    page = client.get(PAGE).content.decode()
    found = re.findall(r'<link rel="stylesheet" href="[^"]*/(\w+)\.css"(?: media="([^"]*)")?>', page)
    return dict(found)


def test_pages_follow_the_device_until_somebody_chooses(client: Client) -> None:
    assert sheets(client)["dark"] == "screen and (prefers-color-scheme: dark)"
    assert "large" not in sheets(client)


def test_what_was_chosen_holds_at_once_and_before_anybody_signs_in(client: Client) -> None:
    client.post("/appearance/", {"theme": "dark", "next": PAGE})
    assert sheets(client)["dark"] == "screen"

    client.post("/appearance/", {"theme": "light", "next": PAGE})
    assert "dark" not in sheets(client)


def test_large_text_folds_pages_earlier_and_leaves_the_colours_alone(client: Client) -> None:
    client.post("/appearance/", {"theme": "dark"})
    folds = sheets(client)["wide"]

    client.post("/appearance/", {"text": "large"})

    assert (folds, sheets(client)["wide"]) == (
        "screen and (min-width: 64rem)",
        "screen and (min-width: 96rem)",
    )
    assert sheets(client)["large"] == sheets(client)["dark"] == "screen"


def test_paper_is_never_dark_or_large(client: Client) -> None:
    client.post("/appearance/", {"theme": "dark", "text": "large"})

    for_paper = {name for name, media in sheets(client).items() if not media.startswith("screen")}

    assert not {"dark", "large", "cards", "phone"} & for_paper
    assert sheets(client)["print"] == "print"


def test_single_keys_are_off_for_whoever_turns_them_off(client: Client) -> None:
    client.force_login(make_user(Role.VIEWER))

    def keys() -> tuple[bool, bool]:
        page = client.get("/search/").content.decode()
        return "js/keys." in page, 'aria-keyshortcuts="/"' in page

    assert keys() == (True, True)
    client.post("/appearance/", {"keys": "off"})
    assert keys() == (False, False)
    client.post("/appearance/", {"theme": "dark"})
    assert keys() == (False, False)
    client.post("/appearance/", {"keys": "on"})
    assert keys() == (True, True)


def test_the_choice_that_holds_is_marked(client: Client) -> None:
    client.post("/appearance/", {"theme": "dark"})

    pressed = re.findall(r'value="(\w+)" aria-pressed="true"', client.get(PAGE).content.decode())

    assert pressed == ["normal", "dark", "on"]


@pytest.mark.parametrize("cookie", ["", "purple", '"><script>'])
def test_a_cookie_that_says_nothing_is_nothing(client: Client, cookie: str) -> None:
    client.cookies["duban_theme"] = cookie

    assert sheets(client)["dark"] == "screen and (prefers-color-scheme: dark)"


def test_a_value_that_does_not_exist_changes_nothing(client: Client) -> None:
    client.post("/appearance/", {"theme": "dark"})
    client.post("/appearance/", {"theme": "purple", "text": "huge"})

    assert sheets(client)["dark"] == "screen"


def test_the_switch_never_leads_to_another_site(client: Client) -> None:
    assert client.post("/appearance/", {"theme": "dark", "next": "//elsewhere.example/"})["Location"] == "/"
    assert client.post("/appearance/", {"theme": "dark", "next": PAGE})["Location"] == PAGE


def test_no_script_reads_the_cookies(client: Client) -> None:
    response = client.post("/appearance/", {"theme": "dark"})

    for name in ("duban_theme", "duban_text", "duban_keys"):
        assert response.cookies[name]["httponly"]
        assert bool(response.cookies[name]["secure"]) == settings.SESSION_COOKIE_SECURE


def test_an_error_page_that_knows_no_request_follows_the_device(client: Client) -> None:
    page = get_template("500.html").render()

    assert "(max-width: 40rem)" in page
    assert "dark.css" in page
