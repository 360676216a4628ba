"""`loaddata` of the fixtures into an empty database gives everything."""

from __future__ import annotations

from collections import Counter

import pytest
from django.core.management import call_command

from agencies.models import Agency, AgencyAlias, AgencySuccession
from plans.models import Addressee, BasisDocument, Plan, Provision, Section, SourceDocument
from tasks.models import Assignment, Task, TaskOrigin, TaskTransfer
from tests.plans.parsing.texts import ALL, FIXTURES, text_of
from tests.plans.test_parse_documents import NAMES

pytestmark = pytest.mark.django_db


def test_an_empty_database_gets_everything() -> None:
    call_command("loaddata", *[FIXTURES / name for name in NAMES], verbosity=0)
    models = (
        Agency,
        AgencyAlias,
        AgencySuccession,
        SourceDocument,
        BasisDocument,
        Addressee,
        Section,
        Provision,
        Plan,
        Task,
        TaskOrigin,
        Assignment,
        TaskTransfer,
    )
    assert {model.__name__: model._default_manager.count() for model in models} == {
        "Agency": 56,
        "AgencyAlias": 4,
        "AgencySuccession": 15,
        "SourceDocument": 5,
        "BasisDocument": 4,
        "Addressee": 40,
        "Section": 7 + 39 + 6 + 34 + 18,
        "Provision": 143,
        "Plan": 4,
        "Task": 384,
        "TaskOrigin": 109,
        "Assignment": 914,
        "TaskTransfer": 4,
    }
    assert Counter(Task.objects.values_list("plan__code", flat=True)) == {
        "2014": 79,
        "2016": 99,
        "66": 106,
        "2020": 100,
    }
    assert Counter(Assignment.objects.values_list("task__plan__code", flat=True)) == {
        "2016": 261,
        "66": 459,
        "2020": 194,
    }
    assert Assignment.objects.values("name_as_written").distinct().count() == 60
    for file_name in ALL:
        assert SourceDocument.objects.get(file_name=file_name).text == text_of(file_name)
    task = Task.objects.get_by_natural_key("66", 33)
    assert [(each.agency.name, each.role, each.basis) for each in task.assignments.order_by("position")] == [
        ("知识产权局", "lead", "explicit"),
        ("最高人民法院", "lead", "explicit"),
    ]
    cited = BasisDocument.objects.exclude(cited=None).values_list("document__file_name", "cited__file_name")
    assert set(cited) == {
        ("2016-annual-plan.txt", "2015-opinions.txt"),
        ("2016-task-division.txt", "2015-opinions.txt"),
    }
    assert not Addressee.objects.filter(document__plan__code="2020", agency=None).exists()
