"""The OpenAPI document and the page that shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

from agencies.api.base import ApiView
from config.api_urls import version_1
from tests.api_client import openapi

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django import DjangoAssertNumQueries
    from pytest_django.live_server_helper import LiveServer


def test_the_document_is_valid_and_nothing_in_it_is_guessed(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn")
    assert "openapi: 3.1.0" in capsys.readouterr().out


@pytest.mark.django_db
def test_to_make_the_document_asks_the_database_nothing(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(0):
        assert SchemaGenerator().get_schema(public=True)["paths"]  # type: ignore[no-untyped-call]


def test_every_operation_declares_its_refusals_as_problems() -> None:
    for path, operations in openapi()["paths"].items():
        for method, operation in operations.items():
            responses = operation["responses"]
            assert all("Retry-After" in responses[status]["headers"] for status in ("429", "503"))
            declared = {status for status in responses if status.startswith(("4", "5"))}
            assert "401" in declared, f"{method} {path}"
            assert ("404" in declared) >= ("{" in path), f"{method} {path}"
            assert declared >= {"400", "406", "413", "429", "500", "503"}
            for status in declared:
                assert list(responses[status]["content"]) == ["application/problem+json"]


def test_what_is_sent_is_described_as_narrowly_as_it_is_taken() -> None:
    schemas = openapi()["components"]["schemas"]
    opened = schemas["RoundOpenRequest"]
    assert opened["additionalProperties"] is False
    assert (
        opened["properties"]["name"].items() >= {"pattern": r"\S", "maxLength": 100, "minLength": 1}.items()
    )
    assert opened["properties"]["tasks"].items() >= {"minItems": 1, "maxItems": 500}.items()
    assert schemas["RemindRequest"]["properties"]["agencies"]["items"]["minimum"] == 1
    assert schemas["EvidenceLinkRequest"]["properties"]["url"]["pattern"] == "^https?://"
    assert schemas["EvidenceFileRequest"]["properties"]["file"]["format"] == "binary"


def test_parameters_are_described_as_narrowly_as_they_are_taken() -> None:
    def parameters(path: str, method: str = "get") -> dict[str, Any]:
        found = openapi()["paths"][f"/api/v1/{path}/"][method].get("parameters", [])
        return {parameter["name"]: parameter for parameter in found}

    reports = parameters("progress-reports")
    assert reports["agency"]["schema"]["minimum"] == 1
    assert reports["agency"]["allowEmptyValue"] is True
    assert "allowEmptyValue" not in reports["state"]
    assert "allowEmptyValue" not in reports["page_size"]
    assert "government" in parameters("agencies")["kind"]["schema"]["enum"]
    assert "round.open" in parameters("audit-entries")["action"]["schema"]["enum"]
    assert "agency" not in parameters("assignments", "post")
    made = openapi()["paths"]["/api/v1/rounds/"]["post"]["responses"]["201"]
    assert made["headers"]["Location"]["schema"]["format"] == "uri"


def test_every_link_leads_to_an_operation_and_gives_all_that_its_address_needs() -> None:
    operations = {
        operation["operationId"]: operation
        for methods in openapi()["paths"].values()
        for operation in methods.values()
    }
    links = [
        (f"{operation['operationId']} {status}", name, link)
        for operation in operations.values()
        for status, answer in operation["responses"].items()
        for name, link in answer.get("links", {}).items()
    ]
    for source, name, link in links:
        assert link["operationId"] == name, source
        there = {f"{one['in']}.{one['name']}" for one in operations[name].get("parameters", [])}
        assert {one for one in there if one.startswith("path.")} <= link["parameters"].keys() <= there
        assert ("header.If-Match" in there) == ("header.If-Match" in link["parameters"]), f"{source} {name}"
    led = {name for _source, name, _link in links}
    alone = {
        operation["operationId"]
        for path, methods in openapi()["paths"].items()
        for operation in methods.values()
        if "{" in path
    }
    assert alone - led == set(), "what is about a row and nothing leads to"
    assert ("progress_reports_create 201", "progress_reports_submit_create") in {link[:2] for link in links}
    assert ("plans_retrieve 200", "tasks_list") in {link[:2] for link in links}
    assert ("tasks_list 200", "tasks_retrieve") in {link[:2] for link in links}


def test_every_address_of_the_api_is_built_on_one_view() -> None:
    patterns: list[Any] = [*version_1]
    views = {pattern.name: pattern.callback.cls for pattern in patterns}
    assert "task-list" in views
    assert [name for name, view in views.items() if not issubclass(view, ApiView)] == []


def test_the_document_is_open_to_programs_that_write_clients() -> None:
    found = Client().get("/api/schema/", headers={"Accept": "application/json"})
    assert found.status_code == 200
    assert "/api/v1/tasks/{reference}/" in found.json()["paths"]
    assert Client().get("/api/schema/")["Content-Type"] == "application/vnd.oai.openapi; charset=utf-8"


def test_the_document_is_written_once_for_each_language(monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(language: str, **headers: str) -> Any:
        asked = {"Accept": "application/json", "Accept-Language": language, **headers}
        return Client().get("/api/schema/", headers=asked)

    chinese, english = ask("zh-hans"), ask("en")
    assert chinese.content != english.content
    monkeypatch.setattr(SchemaGenerator, "get_schema", None)
    assert [ask("zh-hans").content, ask("en").content] == [chinese.content, english.content]
    assert ask("en", **{"If-None-Match": english["ETag"]}).status_code == 304
    assert ask("en", **{"If-None-Match": chinese["ETag"]}).status_code == 200


@pytest.mark.parametrize(("name", "begins"), [("json", b"{"), ("yaml", b"openapi: ")])
def test_the_document_is_had_in_the_format_that_the_address_names(name: str, begins: bytes) -> None:
    found = Client().get(f"/api/schema/?format={name}", headers={"Accept": "text/html"})
    assert (found.status_code, found["Content-Type"]) == (200, f"application/{name}; charset=utf-8")
    assert found.content.startswith(begins)
    assert f'filename="duban-api.{name}"' in found["Content-Disposition"]


@pytest.mark.parametrize(
    ("query", "parameter"), [("format=xml", "format"), ("format=json&format=yaml", "format"), ("v=2", "v")]
)
def test_what_means_nothing_to_the_document_is_refused(query: str, parameter: str) -> None:
    refused = Client().get(f"/api/schema/?{query}")
    assert (refused.status_code, refused.json()["errors"][0]["parameter"]) == (400, parameter)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_page_shows_the_api_from_our_own_host_and_breaks_no_rule_of_its_policy(
    page: Page, live_server: LiveServer
) -> None:
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{live_server.url}/api/docs/")
    page.get_by_text("/api/v1/progress-reports/{id}/confirm/").click()
    page.get_by_text("override_reason").first.wait_for()
    assert said == []
    assert {url for url in asked if not url.startswith((live_server.url, "data:", "blob:"))} == set()
