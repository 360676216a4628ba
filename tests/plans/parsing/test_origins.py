"""Where the tasks of 66号 stand in the 2015 opinions, and what of these was given to nobody."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import groupby, pairwise

import pytest

from plans.parsing import Clause, DocumentError, Span, TaskSpans, read_clauses, trace_tasks
from tests.plans.parsing.texts import DIVISION_2016, OPINIONS_2015, errata, parse, parsed, task_of, text_of

NUMBERS = range(1, 107)


@cache
def traced() -> dict[int, TaskSpans]:
    found = trace_tasks(parsed(DIVISION_2016), parsed(OPINIONS_2015), errata())
    return {task.number: task for task in found}


def printed(span: Span) -> str:
    """What stands there, read here with other means than the parser's."""
    return re.sub(r"\s+", "", text_of(OPINIONS_2015)[span.start : span.end])


def before(span: Span) -> str:
    """The last thing printed before it."""
    return re.sub(r"\s+", "", text_of(OPINIONS_2015)[: span.start])[-1]


def sentences_of(number: int) -> set[int]:
    """The provisions, by their place among all, in which the task stands."""
    return {
        place
        for place, provision in enumerate(parsed(OPINIONS_2015).provisions)
        for span in traced()[number].spans
        if span.start < provision.span.end and provision.span.start < span.end
    }


def handed_out() -> list[tuple[int, Clause, bool]]:
    """From 二 on, 七（一） apart: each clause with the place of its sentence and whether it is given."""
    document = parsed(OPINIONS_2015)
    spans = [span for task in traced().values() for span in task.spans]
    return [
        (place, clause, any(span.start < clause.span.end and clause.span.start < span.end for span in spans))
        for place, provision in enumerate(document.provisions)
        if provision.section_path[0] > 1 and provision.section_path != (7, 1)
        for clause in read_clauses(document.source, provision.span)
    ]


def test_every_task_stands_there_word_for_word() -> None:
    assert list(traced()) == list(NUMBERS)
    for number in NUMBERS:
        *parts, last = (printed(span) for span in traced()[number].spans)
        said = "".join([*(re.sub("[，；]$", "。", part) for part in parts), re.sub("[，；]$", "。", last)])
        assert said == task_of(DIVISION_2016, number).text, number


def test_only_three_tasks_are_joined_from_places_apart() -> None:
    joined = {number: len(task.spans) for number, task in traced().items() if len(task.spans) > 1}
    assert joined == {25: 2, 70: 2, 105: 2}
    assert sum(len(task.spans) for task in traced().values()) == 109
    assert [printed(span)[:9] for span in traced()[25].spans] == ["加强海关知识产权执", "建立收集假冒产品来"]
    assert [printed(span)[:9] for span in traced()[70].spans] == ["推进专利数据信息资", "依法及时公开专利审"]
    assert [printed(span)[:9] for span in traced()[105].spans] == ["鼓励我国知识产权人", "进一步完善知识产权"]


def test_eight_tasks_stop_and_five_begin_inside_a_sentence() -> None:
    stop = [n for n in NUMBERS if any(not printed(span).endswith("。") for span in traced()[n].spans)]
    begin = [n for n in NUMBERS if any(before(span) in "，；" for span in traced()[n].spans)]
    assert stop == [18, 41, 56, 72, 87, 91, 97, 106]
    assert begin == [9, 42, 92, 96, 106]


def test_three_sentences_feed_two_tasks_each_and_no_character_feeds_two() -> None:
    tasks_in = Counter(place for number in NUMBERS for place in sentences_of(number))
    shared = [
        [number for number in NUMBERS if place in sentences_of(number)]
        for place, count in sorted(tasks_in.items())
        if count > 1
    ]
    assert shared == [[41, 42], [91, 92], [96, 97]]
    spans = sorted((span.start, span.end) for task in traced().values() for span in task.spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


def test_sections_shift_by_one_and_the_one_on_organisation_falls_away() -> None:
    paths = {
        number: {parsed(OPINIONS_2015).provisions[place].section_path for place in sentences_of(number)}
        for number in NUMBERS
    }
    strays = {}
    for number, found in paths.items():
        section, subsection = task_of(DIVISION_2016, number).section_path
        if found != {(section + 1, subsection + (1 if section == 6 else 0))}:
            strays[number] = found
    assert strays == {25: {(3, 1), (3, 3)}}
    subsections = {section.path for section in parsed(OPINIONS_2015).sections if section.level == 2}
    assert subsections - {path for found in paths.values() for path in found} == {
        (1, 1),
        (1, 2),
        (1, 3),
        (7, 1),
    }


def test_what_was_given_to_nobody() -> None:
    left = [
        "".join(clause.text for _place, clause, _given in run)
        for (_place, given), run in groupby(handed_out(), key=lambda each: (each[0], each[2]))
        if not given
    ]
    assert left == [
        "完善发展评价体系，",
        "推动知识产权保护法治化，发挥司法保护的主导作用，"
        "完善行政执法和司法保护两条途径优势互补、有机衔接的知识产权保护模式。",
        "推动我国成为知识产权国际纠纷的重要解决地，构建更有国际竞争力的开放创新环境。",
        "推动先进制造业加快发展，产业迈向中高端水平。",
        "推动我国产业深度融入全球产业链、价值链和创新链。",
        "推动知识产权国际规则向普惠包容、平衡有效的方向发展。",
        "各地区、各有关部门要加强知识产权文化建设，加大宣传力度，",
        "使尊重知识、崇尚创新、诚信守法理念深入人心，为加快建设知识产权强国营造良好氛围。",
    ]


def test_how_much_was_given() -> None:
    clauses = handed_out()
    assert (len(clauses), sum(given for *_rest, given in clauses)) == (232, 218)
    assert sum(len(clause.text) for _place, clause, _given in clauses) == 4472
    characters = sum(len(clause.text) for _place, clause, given in clauses if given)
    assert characters == sum(len(task.text) for task in parsed(DIVISION_2016).tasks) == 4227


@pytest.mark.parametrize(
    ("printed_there", "instead", "line"),
    [
        ("构建知识产权运营服务体系", "建立知识产权运营服务体系", 95),
        ("加快建设全国知识产权运营公共服务平台", "加快建设知识产权运营平台", 95),
        ("16.完善知识产权快速维权机制。", "16.完善快速维权机制。", 52),
    ],
)
def test_a_task_in_other_words_is_refused_with_its_line(printed_there: str, instead: str, line: int) -> None:
    text = text_of(DIVISION_2016)
    assert text.count(printed_there) == 1
    with pytest.raises(DocumentError) as caught:
        trace_tasks(parse(DIVISION_2016, text.replace(printed_there, instead)), parsed(OPINIONS_2015))
    assert (caught.value.code, caught.value.line) == ("origin_missing", line)
    assert text.split("\n")[line - 1].startswith(str(caught.value.params["number"]) + ".")


def test_words_that_stand_in_two_places_are_refused() -> None:
    text = text_of(OPINIONS_2015).replace("推动各项措施有效落实", "完善知识产权快速维权机制")
    with pytest.raises(DocumentError) as caught:
        trace_tasks(parsed(DIVISION_2016), parse(OPINIONS_2015, text))
    assert (caught.value.code, caught.value.params["number"]) == ("origin_ambiguous", 16)


def test_blanks_breaks_and_widths_of_brackets_make_no_other_words() -> None:
    text, division, shared = text_of(OPINIONS_2015), text_of(DIVISION_2016), "完善知识产权快速维权机制"
    there = parse(OPINIONS_2015, text.replace(shared, "完善知识 产权（快速）\n维权机制"))
    plan = parse(DIVISION_2016, division.replace(f"16.{shared}", "16.完善知识产权(快速)维 权机制"))
    (span,) = trace_tasks(plan, there)[15].spans
    assert re.sub(r"\s", "", there.source.text[span.start : span.end]) == "完善知识产权（快速）维权机制。"


def test_a_task_that_leaves_a_clause_out_is_two_runs() -> None:
    text, left_out = text_of(DIVISION_2016), "积极探索重大科技活动知识产权评议试点，"
    assert text.count(left_out) == 1
    spans = trace_tasks(parse(DIVISION_2016, text.replace(left_out, "")), parsed(OPINIONS_2015))[7].spans
    assert [printed(span)[-9:] for span in spans] == ["产权目标评估制度，", "降低产业发展风险。"]


def test_a_run_ends_where_another_mark_stands_and_where_a_section_does() -> None:
    text, inside = text_of(DIVISION_2016), "完善知识产权评议工作指南，规范评议范围和程序。"
    assert text.count(inside) == 1
    stopped = parse(DIVISION_2016, text.replace(inside, inside.replace("，", "。")))
    spans = trace_tasks(stopped, parsed(OPINIONS_2015))[7].spans
    assert [printed(span)[-7:] for span in spans] == ["评议工作指南，", "产业发展风险。"]
    following = "构建更有国际竞争力的开放创新环境。依法严厉打击侵犯知识产权犯罪行为，"
    beyond = parse(DIVISION_2016, text.replace("19.依法严厉打击侵犯知识产权犯罪行为，", f"19.{following}"))
    assert len(trace_tasks(beyond, parsed(OPINIONS_2015))[18].spans) == 2
