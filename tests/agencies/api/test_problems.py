"""Every refusal under `/api/` is a problem (RFC 9457)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from agencies.api.filtering import FilterBackend
from agencies.api.schema import REFUSALS
from agencies.api.titles import TITLES
from agencies.enums import Role
from tests.api_client import ApiClient, openapi
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> ApiClient:
    return ApiClient(make_user(Role.STAFF))


def is_problem(response: Any, status: int) -> bool:
    """Whether this is a problem of that status and nothing else."""
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == response.status_code
    assert set(response.json()) <= {"type", "title", "status", "detail", "errors", "current"}
    return bool(response.status_code == status and response.json()["detail"])


@pytest.mark.parametrize("path", ["/api/v0/", "/api/v1/nothing/", "/api/v2/", "/api/v1/tasks", "/api/docs/x"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_an_unknown_address_is_404_for_anybody(path: str, method: str) -> None:
    assert is_problem(Client(enforce_csrf_checks=True).generic(method, path), 404)


@pytest.mark.parametrize("path", ["/api", "/api/"])
def test_who_begins_at_the_top_is_led_to_what_describes_the_api(path: str) -> None:
    found = Client().get(path, follow=True)
    assert (found.status_code, found.request["PATH_INFO"]) == (200, "/api/docs/")
    assert is_problem(Client(enforce_csrf_checks=True).post("/api/"), 405)


@pytest.mark.parametrize(
    ("path", "hint"),
    [("/api/v1", True), ("/api/v1/tasks/2020-1", True), ("/api/v1/task", False), ("/api/v1/tasks//", False)],
)
def test_who_forgets_the_slash_at_the_end_is_told(path: str, hint: bool) -> None:
    refused = Client().post(path, headers={"Accept-Language": "en"})
    assert is_problem(refused, 404)
    assert ("slash" in refused.json()["detail"]) == hint


def test_a_method_that_an_address_does_not_have_is_405_and_names_those_it_has(staff: ApiClient) -> None:
    refused = staff.call("PUT", "agencies/?kind=other", {}, {})
    assert is_problem(refused, 405)
    assert refused["Allow"] == "GET, HEAD"
    assert is_problem(staff.call("OPTIONS", "agencies/", None, {}), 405)


@pytest.mark.parametrize("path", ["/api/schema/", "/api/docs/", "/api/v1/"])
def test_whatever_an_address_gives_it_refuses_with_problems(staff: ApiClient, path: str) -> None:
    assert is_problem(staff.client.put(path, headers=staff.headers), 405)
    unknown = {**staff.headers, "Accept": "image/png"}
    assert is_problem(staff.client.get(path, headers=unknown), 406)


@pytest.mark.parametrize("body", ["{", "[1, 2", "nonsense", '{"percent": NaN}'])
def test_malformed_json_is_400(staff: ApiClient, body: str) -> None:
    assert is_problem(staff.post("progress-reports/", body), 400)


@pytest.mark.parametrize("body", ["[]", '"text"', "1", "null"])
def test_json_that_is_no_object_is_400(staff: ApiClient, body: str) -> None:
    assert is_problem(staff.post("progress-reports/", body), 400)


@pytest.mark.parametrize("body", ["[]", "null"])
def test_it_says_so_in_the_language_asked_for(staff: ApiClient, body: str) -> None:
    refused = staff.post("progress-reports/", body, Accept_Language="en")
    assert refused.json()["errors"] == [{"pointer": "", "detail": "Send a JSON object."}]
    assert staff.post("progress-reports/", body).json()["errors"][0]["detail"] == "请发送 JSON 对象。"


def test_another_media_type_is_415(staff: ApiClient) -> None:
    refused = staff.client.post("/api/v1/progress-reports/", {"a": 1}, headers=staff.headers)
    assert is_problem(refused, 415)


def test_an_answer_that_cannot_be_given_is_406(staff: ApiClient) -> None:
    refused = staff.client.get("/api/v1/agencies/", headers={**staff.headers, "Accept": "text/csv"})
    assert refused.status_code == 406


def test_a_fault_of_ours_is_500_and_says_nothing_of_its_inside(
    staff: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr(FilterBackend, "filters", fail)
    refused = staff.get("agencies/")
    assert is_problem(refused, 500)
    assert "secret" not in refused.content.decode()
    assert "Traceback" not in refused.content.decode()


def test_a_refusal_is_in_the_language_asked_for(staff: ApiClient) -> None:
    detail = staff.get("agencies/0/", Accept_Language="en").json()["detail"]
    assert detail == "There is no such thing here, or you may not see it."


@pytest.mark.parametrize(
    ("language", "titles"),
    [("en", {404: "Not Found", 400: "Bad Request"}), ("zh-hans", {404: "未找到", 400: "请求有误"})],
)
def test_its_title_is_what_the_status_is_called_in_that_language(
    staff: ApiClient, language: str, titles: dict[int, str]
) -> None:
    for status, path in {404: "agencies/0/", 400: "agencies/?count=x"}.items():
        refused = staff.get(path, Accept_Language=language)
        assert is_problem(refused, status)
        assert refused["Content-Language"] == language
        assert (refused.json()["type"], refused.json()["title"]) == ("about:blank", titles[status])


def test_every_status_that_is_a_refusal_has_its_title_in_both_languages() -> None:
    assert set(REFUSALS) | {405} == set(TITLES)
    with translation.override("en"):
        assert (str(TITLES[412]), str(TITLES[413])) == ("Precondition Failed", "Content Too Large")
    with translation.override("zh-hans"):
        assert [str(title) for title in TITLES.values() if str(title).isascii()] == []


def test_half_a_surrogate_pair_is_refused_in_words() -> None:
    refused = ApiClient(make_user(Role.OFFICE)).post("rounds/", {"plan": "\ud800"})
    assert is_problem(refused, 400)
    assert "/plan" in [error["pointer"] for error in refused.json()["errors"]]


def test_a_refusal_names_what_may_be_sent_instead(staff: ApiClient) -> None:
    def said(response: Any) -> list[str]:
        assert is_problem(response, 400)
        return [error["detail"] for error in response.json()["errors"]]

    lights = "“blue” cannot be chosen, only: red, yellow, green, grey."
    assert said(staff.get("tasks/?light=blue", Accept_Language="en")) == [lights]
    unknown = "There is no such parameter here, only: as_of, plan, rollup."
    assert said(staff.get("agencies/1/progress/?asof=1", Accept_Language="en")) == [unknown]
    mode = "“some” cannot be chosen, only: all_or_nothing, each."
    body = {"mode": "some", "items": [], "item": []}
    refused = said(staff.post("progress-reports/bulk/", body, Accept_Language="en"))
    assert {mode, "There is no such field here, only: mode, items."} <= set(refused)


def test_a_parameter_is_pointed_at_in_the_address_also_of_a_change(staff: ApiClient) -> None:
    refused = staff.post("progress-reports/?as_of=2020-01-01", {}, Accept_Language="en")
    assert is_problem(refused, 400)
    assert refused.json()["errors"] == [{"parameter": "as_of", "detail": "This address takes no parameters."}]


def test_the_root_names_every_address_that_needs_no_key(staff: ApiClient) -> None:
    found = staff.get("").json()
    assert found["worklist"].endswith("/api/v1/worklist/")
    whole = {
        path for path, operations in openapi()["paths"].items() if "get" in operations and "{" not in path
    }
    assert {address.partition("testserver")[2] for address in found.values()} == whole - {"/api/v1/"}
