"""What a plan made of a document: sentences in strands, and how much of each section was given out."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.enums import Role
from agencies.models import User
from plans.models import Plan, SourceDocument
from tasks.enums import AssignmentRole, Given
from tasks.importing import load_fixtures
from tasks.summaries.coverage import Coverage, coverage_in_all, coverage_of, set_aside_in, unassigned_in
from tasks.summaries.documents import document_passages
from tasks.summaries.strands import DividedSentence
from tasks.summaries.traces import sentences_of, traced
from tests.factories import (
    make_agency,
    make_assignment,
    make_divided,
    make_plan,
    make_provision,
    make_task,
    make_user,
    trace_to,
)

pytestmark = pytest.mark.django_db

DAY = datetime.date(2020, 7, 1)
FIXTURES = settings.BASE_DIR / "fixtures"


@pytest.fixture
def reader() -> User:
    return make_user(Role.VIEWER)


@pytest.fixture
def plan() -> Plan:
    return make_plan("66")


@pytest.fixture
def document(plan: Plan) -> SourceDocument:
    return make_divided(plan)


def strands(sentences: Sequence[DividedSentence]) -> list[list[tuple[str, Given, int]]]:
    return [[(one.text, one.given, len(one.tasks)) for one in each.strands] for each in sentences]


def test_a_sentence_falls_into_what_went_the_same_way(
    plan: Plan, document: SourceDocument, reader: User
) -> None:
    said = make_provision(document, "完善机制，建立制度，健全体系；提高效率。")
    first, second = make_task(plan), make_task(plan)
    trace_to(first, said, "完善机制，")
    trace_to(second, said, "建立制度，健全体系；")
    (sentence,) = sentences = sentences_of(document, plan, reader)
    assert strands(sentences) == [
        [
            ("完善机制，", Given.TASKS, 1),
            ("建立制度，健全体系；", Given.TASKS, 1),
            ("提高效率。", Given.NOBODY, 0),
        ]
    ]
    assert [one.place for one in sentence.strands] == ["1-1-1", "1-1-2", "1-1-4"]
    assert [document.text[one.start : one.end] for one in sentence.strands] == [
        one.text for one in sentence.strands
    ]
    assert coverage_in_all(sentences) == Coverage(4, 3, 20, 15)
    assert [(one.provision, one.strand.text) for one in unassigned_in(sentences)] == [(said, "提高效率。")]


def test_one_span_may_be_of_several_sentences_and_one_clause_of_several_tasks(
    plan: Plan, document: SourceDocument, reader: User
) -> None:
    one, other = make_provision(document, "授权试点。"), make_provision(document, "鼓励试点。")
    both, second = make_task(plan), make_task(plan)
    origin = trace_to(both, one, "授权试点。")
    origin.end = other.end
    origin.save()
    trace_to(second, other, "鼓励试点。")
    assert strands(sentences_of(document, plan, reader)) == [
        [("授权试点。", Given.TASKS, 1)],
        [("鼓励试点。", Given.TASKS, 2)],
    ]


def test_what_is_not_for_distribution_is_not_left_and_not_counted(
    plan: Plan, document: SourceDocument, reader: User
) -> None:
    make_provision(document, "高度重视。", distributable=False)
    make_provision(document, "推进改革。", path="2")
    sentences = sentences_of(document, plan, reader)
    assert [one.strands[0].given for one in sentences] == [Given.NOT_FOR_DISTRIBUTION, Given.NOBODY]
    assert [(one.section.path, one.coverage) for one in coverage_of(document, sentences)] == [
        ("1", None),
        ("2", Coverage(1, 0, 5, 0)),
    ]
    assert coverage_in_all(sentences).percent == 0
    assert Coverage(200, 199, 1000, 999).percent == 99


def test_a_section_set_aside_inside_one_that_is_handed_out_is_named_unless_a_task_took_of_it(
    plan: Plan, document: SourceDocument, reader: User
) -> None:
    make_provision(document, "全面贯彻。", distributable=False)
    make_provision(document, "推进改革。", path="2")
    said = [
        make_provision(document, f"{word}。", path="2.1", distributable=False) for word in ("重视", "协调")
    ]
    document.sections.filter(path="2.1").update(parent=document.sections.get(path="2"))
    [one] = set_aside_in(sentences_of(document, plan, reader))
    assert (one.section.path, [each.provision for each in one.sentences]) == ("2.1", said)
    trace_to(make_task(plan), said[1], "协调。")
    assert set_aside_in(sentences_of(document, plan, reader)) == []


def test_a_plan_does_not_count_what_another_one_took(document: SourceDocument, reader: User) -> None:
    other = make_plan("67")
    other.origin = document
    other.save()
    trace_to(make_task(other), make_provision(document, "推进改革。"), "推进改革。")
    plan = Plan.objects.get(code="66")
    assert strands(sentences_of(document, plan, reader)) == [[("推进改革。", Given.NOBODY, 0)]]


def test_a_part_has_one_name_for_one_plan_and_for_all_that_divide_up_the_document(
    plan: Plan, document: SourceDocument, reader: User
) -> None:
    said = make_provision(document, "完善机制，建立制度，提高效率。")
    trace_to(make_task(plan), said, "建立制度，提高效率。")
    other = make_plan("67")
    other.origin = document
    other.save()
    trace_to(make_task(other), said, "完善机制，建立制度，")
    of_one = [one.place for one in sentences_of(document, plan, reader)[0].strands]
    assert of_one == ["1-1-1", "1-1-2"]
    [sentence] = [
        one.owner
        for one in document_passages(document, reader, DAY, divided=True)
        if one.owner and one.owner.kind == "provision"
    ]
    assert [(part.owner.id, len(part.owner.tasks)) for part in sentence.parts] == [
        ("strand-1-1-1", 1),
        ("strand-1-1-2", 2),
        ("strand-1-1-3", 1),
    ]


def test_a_task_that_took_a_clause_twice_stands_beside_it_once(
    plan: Plan, document: SourceDocument, reader: User
) -> None:
    task, said = make_task(plan), make_provision(document, "完善机制，提高效率。")
    for words in ("完善机制，提高效率。", "提高效率。"):
        trace_to(task, said, words)
    assert strands(sentences_of(document, plan, reader)) == [[("完善机制，提高效率。", Given.TASKS, 1)]]


def test_a_task_comes_with_its_state_and_with_who_has_it_on_the_day(
    plan: Plan, document: SourceDocument, reader: User
) -> None:
    lead, partner = make_agency("知识产权局"), make_agency("商务部")
    task = make_task(plan, 5, participating=[partner])
    make_assignment(task, lead, AssignmentRole.LEAD)
    trace_to(task, make_provision(document, "推进改革。"), "推进改革。")
    (sentence,) = traced(plan, sentences_of(document, plan, reader), reader, DAY)
    (found,) = sentence.strands[0].tasks
    assert (found.task.reference, found.task.status, found.task.light) == ("66-5", "no_report", "grey")
    assert [(one.role, one.name) for one in found.holders] == [
        (AssignmentRole.LEAD, "知识产权局"),
        (AssignmentRole.PARTICIPATING, "商务部"),
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_a_trace_takes_five_queries_however_long(
    plan: Plan, document: SourceDocument, reader: User, number: int
) -> None:
    for _ in range(number):
        task = make_task(plan, lead=make_agency(), participating=[make_agency()])
        trace_to(task, make_provision(document, "推进改革。"), "推进改革。")
    with CaptureQueriesContext(connection) as queries:
        sentences = sentences_of(document, plan, reader)
        coverage_of(document, sentences)
        traced(plan, sentences, reader, DAY)
    # Which spans meet which sentences, the sentences; the sections; how far what is kept holds, the tasks.
    assert len(queries) == 5


def test_the_division_of_2016_gave_out_all_but_eight_places_and_a_section(reader: User) -> None:
    paths = [FIXTURES / name for name in ("agencies.json", "2015-opinions.json", "plan-66.json")]
    load_fixtures(actor=None, paths=paths)
    plan = Plan.objects.select_related("origin").get(code="66")
    document = plan.origin
    assert document is not None
    sentences = sentences_of(document, plan, reader)
    assert (len(sentences), coverage_in_all(sentences)) == (143, Coverage(232, 218, 4472, 4227))
    assert [(one.provision.section.path, one.strand.text) for one in unassigned_in(sentences)] == [
        ("2.4", "完善发展评价体系，"),
        (
            "3.1",
            "推动知识产权保护法治化，发挥司法保护的主导作用，"
            "完善行政执法和司法保护两条途径优势互补、有机衔接的知识产权保护模式。",
        ),
        ("3.1", "推动我国成为知识产权国际纠纷的重要解决地，构建更有国际竞争力的开放创新环境。"),
        ("4.5", "推动先进制造业加快发展，产业迈向中高端水平。"),
        ("5.1", "推动我国产业深度融入全球产业链、价值链和创新链。"),
        ("6.1", "推动知识产权国际规则向普惠包容、平衡有效的方向发展。"),
        ("7.4", "各地区、各有关部门要加强知识产权文化建设，加大宣传力度，"),
        ("7.4", "使尊重知识、崇尚创新、诚信守法理念深入人心，为加快建设知识产权强国营造良好氛围。"),
    ]
    [aside] = set_aside_in(sentences)
    assert (aside.section.path, aside.section.title) == ("7.1", "加强组织领导")
    assert [one.provision.text for one in aside.sentences] == [
        "各地区、各有关部门要高度重视，加强组织领导，结合实际制定实施方案和配套政策，推动各项措施有效落实。",
        "国家知识产权战略实施工作部际联席会议办公室要在国务院领导下，加强统筹协调，"
        "研究提出知识产权“十三五”规划等具体政策措施，协调解决重大问题，"
        "加强对有关政策措施落实工作的指导、督促、检查。",
    ]
    sections = coverage_of(document, sentences)
    assert {
        one.section.path: one.coverage and (one.coverage.clauses_given, one.coverage.clauses)
        for one in sections
    } == {
        "1": None,
        "2": (33, 34),
        "3": (41, 46),
        "4": (66, 68),
        "5": (35, 36),
        "6": (20, 21),
        "7": (23, 27),
    }
    assert [below.section.path for one in sections for below in one.below if below.coverage is None] == [
        "1.1",
        "1.2",
        "1.3",
        "7.1",
    ]
