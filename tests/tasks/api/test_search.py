"""Finding things by words over the API."""

from __future__ import annotations

import pytest

from agencies.enums import Role
from agencies.models import Agency
from tasks.enums import ReportState
from tasks.models import Task
from tasks.search import rebuild
from tests.api_client import ApiClient
from tests.factories import make_report, make_user

pytestmark = pytest.mark.django_db


def test_it_gives_each_kind_with_its_hits_marked(task: Task, lead: Agency) -> None:
    rebuild()
    found = ApiClient(make_user(Role.VIEWER)).get("search/?q=zscqj").json()
    assert [(one["kind"], one["count"]) for one in found["found"]] == [
        ("agency", 1),
        ("task", 0),
        ("report", 0),
    ]
    hit = found["found"][0]["hits"][0]
    assert (hit["id"], hit["name"]) == (lead.pk, "知识产权局")
    assert hit["lines"] == [{"pieces": [{"text": "知识产权局", "hit": True}], "replaced": False}]


def test_the_task_that_the_query_names_is_told(task: Task) -> None:
    assert ApiClient(make_user(Role.VIEWER)).get("search/?q=2020-55").json()["task"] == "2020-55"


def test_nobody_learns_of_a_report_that_they_may_not_see(task: Task, lead: Agency) -> None:
    make_report(task, lead, ReportState.SUBMITTED, progress="秘密磋商。")
    rebuild()
    counts = {}
    for name, person in {"viewer": make_user(Role.VIEWER), "own": make_user(Role.STAFF, lead)}.items():
        found = ApiClient(person).get("search/?q=磋商&kind=report").json()["found"][0]
        counts[name] = (found["count"], len(found["hits"]))
    assert counts == {"viewer": (0, 0), "own": (1, 1)}


@pytest.mark.parametrize("query", ["words=x", "q=%00", "kind=x", "plan=none", f"q={'专' * 101}"])
def test_it_refuses_what_means_nothing(query: str) -> None:
    answer = ApiClient(make_user(Role.VIEWER)).get(f"search/?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == query.split("=")[0]
