"""Bodies and parameters hold what the OpenAPI document names, of the type that it names, and nothing else."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from rest_framework import serializers

from agencies.api.json_types import unlike
from agencies.enums import Role
from tests.api_client import ApiClient
from tests.factories import make_agency, make_user


class Inner(serializers.Serializer[object]):
    day = serializers.DateField(required=False)


class Outer(serializers.Serializer[object]):
    text = serializers.CharField(required=False)
    switch = serializers.BooleanField(required=False)
    number = serializers.IntegerField(required=False, allow_null=True)
    moment = serializers.DateTimeField(required=False)
    choice = serializers.ChoiceField(["1", "2"], required=False)
    file = serializers.FileField(required=False)
    keys = serializers.ListField(child=serializers.IntegerField(), required=False)
    inner = Inner(many=True, required=False)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"text": "", "switch": False, "number": 5, "choice": "1", "keys": [1, 2]},
        {"number": 5.0},
        {"number": None, "inner": [{"day": "2020-02-29"}]},
        {"moment": "2020-01-01T08:00:00.5+08:00"},
        {"moment": "2020-01-01T00:00:00Z"},
        QueryDict("text=1&choice=2&file="),
    ],
)
def test_what_the_document_allows_is_taken(sent: object) -> None:
    assert unlike(Outer(), sent) == {}


@pytest.mark.parametrize(
    ("sent", "where"),
    [
        ({"txet": "misspelled"}, {"txet"}),
        ({"text": 0, "choice": 1}, {"text", "choice"}),
        ({"switch": "yes"}, {"switch"}),
        ({"switch": 1}, {"switch"}),
        ({"number": "5"}, {"number"}),
        ({"number": True}, {"number"}),
        ({"number": 5.5}, {"number"}),
        ({"moment": "2020-01-01T08:00:00"}, {"moment"}),
        ({"moment": "2020-01-01"}, {"moment"}),
        (QueryDict("text=1&other=2"), {"other"}),
    ],
)
def test_what_it_does_not_allow_is_named(sent: object, where: set[str]) -> None:
    assert set(unlike(Outer(), sent)) == where


def test_it_is_named_however_deep_it_stands() -> None:
    sent = {"keys": [1, "2"], "inner": [{}, {"day": "20200101"}, {"day": "2020-01-01", "dya": ""}]}
    found = unlike(Outer(), sent)
    assert set(found["keys"]) == {1}
    assert {index: set(errors) for index, errors in found["inner"].items()} == {1: {"day"}, 2: {"dya"}}


@pytest.mark.django_db
def test_a_body_that_is_unlike_the_document_is_400_beside_whatever_else_is_wrong() -> None:
    office = ApiClient(make_user(Role.OFFICE))
    refused = office.post("rounds/", {"name": 1, "opens_on": "2020-W01-1", "due": "2020-01-01"})
    assert refused.status_code == 400
    pointers = {error["pointer"] for error in refused.json()["errors"]}
    assert pointers == {"/name", "/opens_on", "/due", "/due_on", "/plan"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        "notices/?unread=maybe",
        "notices/?unread=True",
        "notices/?kind=overdue&kind=overdue",
        "notices/?page_size=1&page_size=2",
        "plans/?year=2020.5",
        "rounds/?due_from=2020/01/01",
        "rounds/?due_from=20200101",
        "assignments/?agency=%2B1",
        "tasks/?as_of=20200101",
        "tasks/?as_of=2020-W01-1",
        "tasks/?as_of=2020-02-30",
    ],
)
def test_a_parameter_is_written_as_the_document_says(query: str) -> None:
    refused = ApiClient(make_user(Role.VIEWER)).get(query)
    assert refused.status_code == 400
    [error] = refused.json()["errors"]
    assert query.partition("?")[2].startswith(error["parameter"])


@pytest.mark.django_db
def test_an_empty_parameter_is_none_at_all_and_a_choice_of_several_may_be_repeated() -> None:
    agency = make_agency("商务部")
    viewer = ApiClient(make_user(Role.VIEWER))
    for query in ("rounds/?due_from=&agency=&plan=", "notices/?unread=", "plans/?year=&as_of="):
        assert viewer.get(query).status_code == 200
    assert viewer.get("progress-reports/?state=draft&state=submitted").status_code == 200
    assert viewer.get(f"rounds/?agency={agency.pk}&due_from=2020-01-31").status_code == 200
