import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import Settings

from config.styleguide import COMPONENTS, CSS, tokens
from tests.config.test_both_languages import read, strange_words

pytestmark = pytest.mark.django_db

TEMPLATES: Path = settings.BASE_DIR / "templates" / "config" / "styleguide"


def test_it_is_shown_to_those_who_make_pages_only(client: Client, settings: Settings) -> None:
    assert client.get("/styleguide/").status_code == 404

    settings.DEBUG = True
    assert client.get("/styleguide/").status_code == 200


def test_every_component_and_every_token_is_there(client: Client, settings: Settings) -> None:
    settings.DEBUG = True
    page = client.get("/styleguide/").content.decode()

    assert all(f'id="{component.key}"' in page for component in COMPONENTS)
    assert all(f"--{token.name}<" in page for token in tokens())
    assert len(COMPONENTS) >= 12
    assert {token.name: token.dark for token in tokens()}["ink"] == "#e4e9ef"


OF_ONE_PAGE = re.compile(
    r"fill|trace|as-of|contents|span|held|evidence$|changes|hash|secret|messages|official--|table__steps|table__form"
    r"|diff__side--alone|button--wide|when-ticked"
)
"""Classes of what stands on one page, or on all, and is no component."""


def test_every_class_of_the_components_is_shown(client: Client, settings: Settings) -> None:
    settings.DEBUG = True
    page = client.get("/styleguide/").content.decode()
    shown = {name for names in re.findall(r'class="([^"]*)"', page) for name in names.split()}
    sheets = [CSS / f"{name}.css" for name in ("components", "charts", "forms", "tables", "documents")]
    rules = "".join(re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8")) for sheet in sheets)
    selectors = " ".join(re.findall(r"([^{}]+){", rules))
    named = set(re.findall(r"\.([a-z][\w-]*)", selectors))

    assert {name for name in named - shown if not OF_ONE_PAGE.match(name)} == set()


def test_no_example_lies_about_that_nobody_sees() -> None:
    assert {path.name for path in TEMPLATES.iterdir()} == {f"_{one.key}.html" for one in COMPONENTS}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_it_is_written_in_both_languages(client: Client, settings: Settings, language: str) -> None:
    settings.DEBUG = True
    page = read(client, "/styleguide/", language)

    assert page is not None
    assert strange_words(page, language, set()) == []
