from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import Settings

from config.styleguide import COMPONENTS, tokens
from tests.browser.people import CHINESE, LATIN, NOT_ENGLISH
from tests.config.test_both_languages import read

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


def test_no_example_lies_about_that_nobody_sees() -> None:
    assert {path.name for path in TEMPLATES.iterdir()} == {f"_{one.key}.html" for one in COMPONENTS}


@pytest.mark.parametrize(("language", "strange"), [("en", CHINESE), ("zh-hans", LATIN)])
def test_it_is_written_in_both_languages(
    client: Client, settings: Settings, language: str, strange: object
) -> None:
    settings.DEBUG = True
    words = (LATIN if strange is LATIN else CHINESE).findall(read(client, "/styleguide/", language))

    assert [word for word in words if word not in NOT_ENGLISH] == []
