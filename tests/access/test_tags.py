"""Every answer of the API has a tag, and who has the answer already is not sent it again."""

from __future__ import annotations

import re

import pytest

from tests.access.asking import Asker
from tests.access.table import ROLES, Row, rows

pytestmark = pytest.mark.django_db

WITHOUT = {"api:schema", "api:docs", "api:entry"}
"""What is no address of the API itself."""


@pytest.fixture
def asker() -> Asker:
    return Asker()


def read() -> list[tuple[Row, str]]:
    """What can be read, each with somebody who may."""
    return [
        (row, ROLES[row.outcomes.index("200")])
        for row in rows()
        if row.route.startswith("api:") and row.method == "GET" and "200" in row.outcomes
        if row.route not in WITHOUT
    ]


def test_what_is_read_has_a_strong_tag_and_is_not_sent_again_to_who_names_it(asker: Asker) -> None:
    wrong = []
    for row, role in read():
        client, address = asker.clients[role], asker.address(row.route, row.thing)
        first = asker.call(client, "GET", address)
        tag = first.get("ETag", "")
        again = asker.call(client, "GET", address, If_None_Match=f'"other", W/{tag}')
        anew = asker.call(client, "GET", address, If_None_Match='"other"')
        for answer in (first, again, anew):
            asker.close(answer)
        if not re.fullmatch(r'"([0-9a-f]{32}|[0-9a-f]{64})"', tag):
            wrong.append(f"{row.route} {row.thing}: the tag is {tag!r}")
        elif (again.status_code, again.get("ETag"), again.content) != (304, tag, b""):
            wrong.append(f"{row.route} {row.thing}: {again.status_code} for the tag it gave")
        elif (anew.status_code, anew.get("ETag")) != (200, tag):
            wrong.append(f"{row.route} {row.thing}: {anew.status_code} for another tag")
    assert wrong == []


def test_head_is_answered_like_get(asker: Asker) -> None:
    client = asker.clients["office"]
    tag = asker.call(client, "GET", "/api/v1/tasks/")["ETag"]
    assert asker.call(client, "HEAD", "/api/v1/tasks/")["ETag"] == tag
    assert asker.call(client, "HEAD", "/api/v1/tasks/", If_None_Match=tag).status_code == 304


def test_a_refusal_and_a_list_as_a_file_have_none(asker: Asker) -> None:
    client = asker.clients["office"]
    assert "ETag" not in asker.call(client, "GET", "/api/v1/tasks/nothing/")
    exported = asker.call(client, "GET", "/api/v1/tasks/?format=csv")
    assert list(exported.streaming_content)
    assert "ETag" not in exported


def test_an_answer_is_kept_by_who_asked_and_asked_about_again(asker: Asker) -> None:
    client = asker.clients["office"]
    answer = asker.call(client, "GET", "/api/v1/tasks/")
    again = asker.call(client, "GET", "/api/v1/tasks/", If_None_Match=answer["ETag"])
    for said in (answer, again):
        assert said["Cache-Control"] == "private, no-cache"
        assert {"Accept-Language", "Cookie"} <= set(said["Vary"].split(", "))
