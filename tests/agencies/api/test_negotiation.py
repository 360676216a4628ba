"""`Accept`: what is wanted the most is given."""

from __future__ import annotations

import pytest
from rest_framework.exceptions import NotAcceptable
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from agencies.api.exports import CsvFile, XlsxFile
from agencies.api.negotiation import Negotiation

JSON, CSV, XLSX = JSONRenderer.media_type, CsvFile.media_type, XlsxFile.media_type
GIVEN = [JSONRenderer(), CsvFile(), XlsxFile()]


def chosen(accept: str) -> str:
    """What is given to who sends that."""
    request = Request(APIRequestFactory().get("/", headers={"Accept": accept}))
    renderer, media_type = Negotiation().select_renderer(request, GIVEN)
    assert renderer.media_type == media_type
    return str(media_type)


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        ("*/*", JSON),
        ("", JSON),
        (" , ", JSON),
        ("text/csv", CSV),
        ("TEXT/CSV", CSV),
        ("text/*", CSV),
        ("application/*", JSON),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", JSON),
        ("text/html, image/gif, *; q=.2, */*; q=.2", JSON),
        ("application/json;q=0.5, text/csv", CSV),
        ("text/csv;q=0.5, application/json", JSON),
        ("text/csv, application/json", JSON),
        ("text/csv, */*", CSV),
        ("text/csv;q=0, */*", JSON),
        ("application/json;q=0, text/*;q=0.1, */*;q=0.2", XLSX),
        ("application/json; charset=utf-8", JSON),
        ("text/csv; charset=utf-8; q=0.9, application/json; q=0.8", CSV),
        ("text/csv;q=high", CSV),
        ("text/csv;q=nan", CSV),
        ("text/csv;q=7", CSV),
        (f"{XLSX}, application/json;q=0.1", XLSX),
        (f"text/csv; a={'x' * 10_000}, application/json;q=0.1", JSON),
    ],
)
def test_what_is_wanted_the_most_is_given(accept: str, given: str) -> None:
    assert chosen(accept) == given


@pytest.mark.parametrize(
    "accept",
    [
        *("text/html", "text/csv;q=0", "*/*;q=0", "application/json;q=0.000", "csv"),
        # No more parts are read than any client has reason to send.
        f"{'text/html, ' * 100}text/csv",
    ],
)
def test_where_nothing_of_it_is_wanted_it_is_refused(accept: str) -> None:
    with pytest.raises(NotAcceptable):
        chosen(accept)
