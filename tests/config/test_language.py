import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def language_of(client: Client) -> str:
    page = client.get("/account/login/", headers={"Accept-Language": "en"}).content.decode()
    return page.partition('<html lang="')[2].partition('"')[0]


def test_pages_are_chinese_until_somebody_chooses_english(client: Client) -> None:
    assert language_of(client) == "zh-Hans"

    client.post("/language/", {"language": "en", "next": "/account/login/"})
    assert language_of(client) == "en"

    client.post("/language/", {"language": "zh-hans", "next": "/account/login/"})
    assert language_of(client) == "zh-Hans"


def test_switching_the_language_never_leads_to_another_site(client: Client) -> None:
    response = client.post("/language/", {"language": "en", "next": "https://elsewhere.example/"})

    assert response.headers["Location"] == "/"
