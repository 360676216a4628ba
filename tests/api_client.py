"""A caller of the API that holds every answer against the OpenAPI document."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from functools import cache
from typing import Any

from django.http import HttpResponse
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator, FormatChecker

from agencies.enums import TokenScope
from agencies.models import ApiToken, User
from tests.api_links import Answered, NothingListedError


@cache
def openapi() -> dict[str, Any]:
    """The OpenAPI document."""
    document: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return document


def declared(method: str, path: str) -> dict[str, Any] | None:
    """The operation behind `method` and `path`."""
    found: dict[str, dict[str, Any]] = openapi()["paths"].get(template_of(path), {})
    return found.get(method.lower())


def template_of(path: str) -> str:
    """How the document has `path`, empty where it has not; the template with the fewest parameters wins."""
    found = [
        template
        for template in openapi()["paths"]
        if re.fullmatch(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template)), path)
    ]
    return min(found, key=lambda one: one.count("{"), default="")


def needs_match(method: str, path: str) -> bool:
    """Whether `method` cannot do without `If-Match` at `/api/v1/<path>`."""
    operation = declared(method, f"/api/v1/{path}".partition("?")[0]) or {}
    named = [parameter["name"] for parameter in operation.get("parameters", []) if parameter.get("required")]
    return "If-Match" in named


def promised(method: str, path: str, status: int) -> dict[str, Any] | None:
    """What the document says of that answer, None for an operation that is not in it.

    Fails where it does not say that the operation answers so.
    """
    operation = declared(method, path.partition("?")[0])
    if operation is None:
        assert status in {401, 404, 405}, f"{method} {path} is not in the OpenAPI document"
        return None
    responses: dict[str, dict[str, Any]] = operation["responses"]
    assert str(status) in responses, f"{method} {path} does not declare {status}"
    return responses[str(status)]


def check(method: str, path: str, response: Any) -> None:
    """Fails where the answer is not one that the document promises."""
    status = response.status_code
    answer = promised(method, path, status)
    if answer is None:
        return
    content = answer.get("content")
    if content is None:
        assert not response.content
        return
    media_type = response.headers["Content-Type"].partition(";")[0]
    assert media_type in content, f"{method} {path} {status} answers {media_type}"
    schema = {**content[media_type]["schema"], "components": openapi()["components"]}
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(response.json())
    if "fields=" not in path:
        check_links(path, answer, response)
    if status == 201:
        check_location(path, response)


def check_location(path: str, response: Any) -> None:
    """Fails where something was made that has an address of its own, and the answer does not say so."""
    key = response.json().get("id")
    if key and f"{template_of(path)}{{id}}/" in openapi()["paths"]:
        assert response["Location"].endswith(f"{path}{key}/")
        assert "ETag" in response


def check_links(path: str, answer: dict[str, Any], response: Any) -> None:
    """Fails where a link of the answer takes from it what is not there."""
    answered = Answered(response, path, template_of(path.partition("?")[0]))
    for link in answer.get("links", {}).values():
        with suppress(NothingListedError):
            assert all(answered.value(expression) for expression in link["parameters"].values())


class ApiClient:
    """Calls as `user` by a token of theirs, or as nobody."""

    def __init__(self, user: User | None = None, scope: TokenScope = TokenScope.WRITE) -> None:
        self.client = Client(raise_request_exception=False)
        self.headers: dict[str, str] = {}
        # Made once, and before anybody counts queries: it looks at the querysets of views.
        openapi()
        if user is not None:
            _token, key = ApiToken.objects.create(user, name="test", scope=scope)
            self.headers["Authorization"] = f"Token {key}"

    def get(self, path: str, **headers: str) -> Any:
        """GET `/api/v1/<path>`."""
        return self.call("GET", path, None, headers)

    def post(self, path: str, sent: Any = None, **headers: str) -> Any:
        """POST JSON to `/api/v1/<path>`."""
        return self.call("POST", path, sent, headers)

    def put(self, path: str, sent: Any, **headers: str) -> Any:
        """PUT JSON to `/api/v1/<path>`."""
        return self.call("PUT", path, sent, headers)

    def patch(self, path: str, sent: Any, **headers: str) -> Any:
        """PATCH JSON to `/api/v1/<path>`."""
        return self.call("PATCH", path, sent, headers)

    def delete(self, path: str, **headers: str) -> Any:
        """DELETE `/api/v1/<path>`."""
        return self.call("DELETE", path, None, headers)

    def call(self, method: str, path: str, sent: Any, headers: dict[str, str]) -> HttpResponse:
        """Any method; `headers` with `_` for `-`. The answer is checked against the document.

        What must be matched is matched with anything; an empty header is not sent.
        """
        address = f"/api/v1/{path}"
        named = {name.replace("_", "-"): value for name, value in headers.items() if value}
        if "If_Match" not in headers and needs_match(method, path):
            named["If-Match"] = "*"
        body = "" if sent is None else _json(sent)
        response: Any = self.client.generic(
            method,
            address,
            body,
            "application/json" if body else "application/octet-stream",
            headers={**self.headers, **named},
        )
        check(method, address, response)
        found: HttpResponse = response
        return found


def _json(sent: Any) -> str:

    return sent if isinstance(sent, str) else json.dumps(sent)
