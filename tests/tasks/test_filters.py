"""What each filter of tasks finds."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.forms import Field
from django.utils.translation import override
from django_filters import FilterSet

from agencies.filters import AgencyFilter, AuditEntryFilter
from tasks.filters.reports import AssignmentFilter, ProgressReportFilter
from tasks.filters.rounds import RoundFilter
from tasks.filters.tasks import TaskFilter
from tasks.search import rebuild
from tests.factories import make_agency, make_plan, make_section, make_task
from tests.tasks.filtering import found

pytestmark = pytest.mark.django_db


SETS = [AgencyFilter, AuditEntryFilter, TaskFilter, AssignmentFilter, ProgressReportFilter, RoundFilter]


@pytest.mark.parametrize("filters", SETS)
@pytest.mark.parametrize(("language", "word"), [("zh-hans", "全部"), ("en", "All")])
def test_a_choice_not_made_is_called_all(filters: type[FilterSet], language: str, word: str) -> None:
    with override(language):
        chosen_from = [field for field in filters({}).form.fields.values() if has_choices(field)]
        empty = {str(words) for field in chosen_from for key, words in field.choices if key == ""}
    assert empty == {word}


def has_choices(field: Field) -> bool:
    return hasattr(field, "choices") and not field.widget.is_hidden


def numbers(**values: Any) -> list[int]:
    return [task.number for task in found(**values)]


def test_words_are_looked_for_in_text_bracket_and_section() -> None:
    plan = make_plan("2020")
    office = make_agency("知识产权局")
    trademarks = make_section(plan, "1", title="商标工作")
    make_task(plan, 1, text="严格保护地理标志。", section=make_section(plan, "2"))
    make_task(plan, 2, text="严格保护专利。", lead=office, section=make_section(plan, "2"))
    make_task(plan, 3, text="研究制度。", section=trademarks)
    rebuild()
    assert numbers(q="严格保护") == [1, 2]
    assert numbers(q="严格 专利") == [2]
    assert numbers(q="知识产权局") == [2]
    assert numbers(q="商标") == [3]
    assert numbers(q="没有这个词") == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [("№2", 1), ("№ 2", 1), ("2020-2", 1), ("２０２０－２", 1), ("2020—2", 1), ("2016-2", 0)],
)
def test_a_task_is_found_by_its_number(words: str, expected: int) -> None:
    plan = make_plan("2020")
    make_task(plan, 1)
    make_task(plan, 2)
    assert len(found(q=words)) == expected


def test_a_section_holds_the_tasks_of_its_subsections() -> None:
    plan = make_plan()
    top = make_section(plan, "1")
    under = make_section(plan, "1.1", parent=top)
    make_task(plan, 1, section=top)
    make_task(plan, 2, section=under)
    make_task(plan, 3, section=make_section(plan, "2"))
    assert numbers(section=top.pk) == [1, 2]
    assert numbers(section=under.pk) == [2]


def test_tasks_come_in_the_order_asked_for_and_without_a_date_last() -> None:
    plan = make_plan()
    make_task(plan, 1, due_on=datetime.date(2020, 9, 1))
    make_task(plan, 2)
    make_task(plan, 3, due_on=datetime.date(2020, 7, 1))
    assert numbers() == [1, 2, 3]
    assert numbers(ordering="-number") == [3, 2, 1]
    assert numbers(ordering="due_on") == [3, 1, 2]
    assert numbers(ordering="-due_on") == [1, 3, 2]
    assert numbers(due_from="2020-08-01") == [1]
    assert numbers(due_until="2020-08-01") == [3]


def test_a_role_without_an_agency_is_anybody_s() -> None:
    plan = make_plan()
    make_task(plan, 1, lead=make_agency())
    make_task(plan, 2, by_duty=[make_agency()])
    assert numbers(role="by_duty") == [2]
