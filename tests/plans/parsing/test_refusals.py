"""A damaged text is refused with the line of the damage, and never gives fewer tasks."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plans.parsing import DocumentError, Erratum, ParsedDocument, parse_document, profile_of
from plans.parsing.document import ParsedTask
from tests.plans.parsing.texts import (
    ALL,
    ANNUAL_2014,
    ANNUAL_2016,
    ANNUAL_2020,
    DIVISION_2016,
    NAMING_AGENCIES,
    OPINIONS_2015,
    PLANS,
    SPELLINGS,
    errata,
    line_of,
    parse,
    parsed,
    refusal,
    text_of,
)

TASKS = [(file, task.number) for file in PLANS for task in parsed(file).tasks]
WITH_BRACKETS = [(file, task.number) for file in NAMING_AGENCIES for task in parsed(file).tasks]
FOLLOWED_BY_A_TASK = [
    (file, task.number)
    for file in NAMING_AGENCIES
    for task, following in pairwise(parsed(file).tasks)
    if task.section_path == following.section_path
]


def task_of(file: str, number: int) -> ParsedTask:
    return parsed(file).tasks[number - 1]


def place(file: str, number: int) -> tuple[int, int]:
    """The task with its number and bracket: from the number up to what follows the task."""
    task = task_of(file, number)
    start = text_of(file).rindex(str(number), 0, task.span.start)
    return start, (task.bracket.span if task.bracket else task.span).end


def line_in(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def sample(cases: list[tuple[str, int]], every: int) -> list[tuple[str, int]]:
    """Every n-th case and the last task of each plan."""
    last = dict(cases)
    return sorted({*cases[::every], *last.items()})


def parsed_or_refused(file: str, text: str) -> ParsedDocument | None:
    try:
        return parse(file, text)
    except DocumentError:
        return None


def skeleton(document: ParsedDocument) -> list[tuple[int, tuple[int, ...], int]]:
    """Of each task its number, its section, and how many agencies it names."""
    return [
        (task.number, task.section_path, len(task.bracket.agencies) if task.bracket else 0)
        for task in document.tasks
    ]


@pytest.mark.parametrize(("file", "number"), sample(TASKS, 4))
def test_it_refuses_a_text_without_one_of_its_tasks(file: str, number: int) -> None:
    start, end = place(file, number)
    text = text_of(file)[:start] + text_of(file)[end:]
    error = refusal(file, text)
    if number == len(parsed(file).tasks):
        assert error.code in {"task_count", "stray_text", "note_missing", "section_empty"}
    else:
        next_start = place(file, number + 1)[0] - (end - start)
        assert (error.code, error.params) == (
            "task_out_of_order",
            {"expected": number, "found": number + 1},
        )
        assert error.line == line_in(text, next_start)
        assert error.text.strip().startswith(str(number + 1))


@pytest.mark.parametrize(("file", "number"), sample(TASKS, 7))
def test_it_refuses_a_task_that_has_lost_its_number(file: str, number: int) -> None:
    start = place(file, number)[0]
    text = text_of(file)[:start] + text_of(file)[task_of(file, number).span.start :]
    error = refusal(file, text)
    next_line = line_in(text, place(file, number + 1)[0]) if (file, number + 1) in TASKS else 0
    assert error.line in {line_in(text, start), next_line} or error.code == "task_count"


@pytest.mark.parametrize(("file", "number"), sample(TASKS, 7))
def test_it_refuses_a_number_that_stands_twice(file: str, number: int) -> None:
    start, end = place(file, number)
    copy = text_of(file)[start:end]
    text = f"{text_of(file)[:end]}\n{copy}\n{text_of(file)[end:].lstrip(' ')}"
    error = refusal(file, text)
    assert (error.code, error.params) == ("task_repeated", {"found": number})
    assert error.line == line_in(text, end + 1)


@pytest.mark.parametrize(("file", "number"), sample([case for case in TASKS if case[1] > 1], 9))
def test_it_refuses_two_tasks_in_each_others_place(file: str, number: int) -> None:
    text = text_of(file)
    (first, first_end), (second, second_end) = place(file, number - 1), place(file, number)
    swapped = (
        text[:first]
        + text[second:second_end]
        + text[first_end:second]
        + text[first:first_end]
        + text[second_end:]
    )
    error = refusal(file, swapped)
    assert error.code == "task_out_of_order"
    assert error.params == {"expected": number - 1, "found": number}
    assert error.line == line_of(file, first)


@pytest.mark.parametrize("broken", ["open", "close", "both", "responsible"])
@pytest.mark.parametrize(("file", "number"), sample(WITH_BRACKETS, 11))
def test_it_refuses_a_broken_bracket(file: str, number: int, broken: str) -> None:
    bracket = task_of(file, number).bracket
    assert bracket is not None
    text, span = text_of(file), bracket.span
    inside = text[span.start + 1 : span.end - 1]
    damaged = {
        "open": f"{inside}）",
        "close": f"（{inside}",
        "both": inside,
        "responsible": f"（{inside.replace('负', '付').replace('责', '贵')}）",
    }[broken]
    error = refusal(file, text[: span.start] + damaged + text[span.end :])
    assert error.code == "task_without_bracket"
    assert error.params == {"number": number}
    assert error.line == line_of(file, place(file, number)[0])


@pytest.mark.parametrize(("file", "number"), sample(WITH_BRACKETS, 11))
def test_it_refuses_a_task_without_its_bracket(file: str, number: int) -> None:
    bracket = task_of(file, number).bracket
    assert bracket is not None
    text = text_of(file)[: bracket.span.start] + text_of(file)[bracket.span.end :]
    error = refusal(file, text)
    assert (error.code, error.params) == ("task_without_bracket", {"number": number})
    assert error.line == line_of(file, place(file, number)[0])


@pytest.mark.parametrize(("file", "number"), sample(WITH_BRACKETS, 11))
def test_it_refuses_an_agency_that_nobody_knows(file: str, number: int) -> None:
    bracket = task_of(file, number).bracket
    assert bracket is not None
    mention = bracket.agencies[-1]
    text = text_of(file)[: mention.span.start] + "无名局" + text_of(file)[mention.span.end :]
    error = refusal(file, text)
    assert (error.code, error.params) == ("agency_unknown", {"number": number, "name": "无名局"})
    assert error.line == line_of(file, mention.span.start)


@pytest.mark.parametrize(
    ("bracket", "code"),
    [
        ("（知识产权局、知识产权局负责）", "agency_repeated"),
        ("（知识产权局、负责）", "agency_unknown"),
        ("（、知识产权局负责）", "agency_unknown"),
        ("（负责）", "bracket_unreadable"),
        ("（知识产权局，教育部负责）", "bracket_unreadable"),
        ("（知识产权局,教育部负责）", "agency_unknown"),
        ("（知识产权局牵头、教育部负责）", "agency_unknown"),
        ("（知识产权局牵头，教育部牵头，科技部负责）", "bracket_unreadable"),
        ("（知识产权局等等负责）", "agency_unknown"),
        ("（知识产权局负责。教育部配合）", "bracket_unreadable"),
        ("（知识产权局负责）（教育部负责）", "stray_text"),
        ("（知识产权局负责）。", "stray_text"),
        ("（知识产权局（牵头）负责）", "task_without_bracket"),
    ],
)
def test_it_refuses_a_bracket_of_another_form(bracket: str, code: str) -> None:
    found = task_of(DIVISION_2016, 5).bracket
    assert found is not None
    text = text_of(DIVISION_2016)
    error = refusal(DIVISION_2016, text[: found.span.start] + bracket + text[found.span.end :])
    assert (error.code, error.line) == (code, 37)


@pytest.mark.parametrize(("file", "number"), sample(FOLLOWED_BY_A_TASK, 11))
def test_it_refuses_two_tasks_in_one_line(file: str, number: int) -> None:
    end, following = place(file, number)[1], place(file, number + 1)[0]
    error = refusal(file, text_of(file)[:end] + text_of(file)[following:])
    assert (error.code, error.line) == ("stray_text", line_of(file, end - 1))


@pytest.mark.parametrize("file", ALL)
def test_it_refuses_a_text_without_one_of_its_headings(file: str) -> None:
    sections = parsed(file).sections
    for index, section in enumerate(sections):
        line_start = text_of(file).rindex("\n", 0, section.title.span.start) + 1
        line_end = text_of(file).index("\n", section.title.span.end)
        error = refusal(file, text_of(file)[:line_start] + text_of(file)[line_end + 1 :])
        following = [each for each in sections[index + 1 :] if each.level <= section.level]
        if following and following[0].level == section.level:
            assert error.code in {
                "section_out_of_order",
                "goal_missing",
                "stray_text",
                "provision_unfinished",
            }
        assert error.line >= 1


@pytest.mark.parametrize("file", PLANS)
@pytest.mark.parametrize("share", [0.2, 0.5, 0.8, 0.9])
def test_it_refuses_a_text_that_breaks_off(file: str, share: float) -> None:
    refusal(file, text_of(file)[: int(len(text_of(file)) * share)])


@pytest.mark.parametrize("file", ALL)
@settings(max_examples=40, deadline=None)
@given(position=st.floats(0, 1, exclude_max=True))
def test_a_text_that_breaks_off_is_refused_or_complete(file: str, position: float) -> None:
    text = text_of(file)
    document = parsed_or_refused(file, text[: int(len(text) * position)])
    assert document is None or (document.tasks, document.provisions, document.note) == (
        parsed(file).tasks,
        parsed(file).provisions,
        parsed(file).note,
    )


@pytest.mark.parametrize("file", ALL)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_text_without_one_line_is_refused_or_loses_no_task(file: str, data: st.DataObject) -> None:
    lines = text_of(file).split("\n")
    index = data.draw(st.sampled_from([i for i, line in enumerate(lines) if line.strip()]))
    document = parsed_or_refused(file, "\n".join([*lines[:index], *lines[index + 1 :]]))
    assert document is None or skeleton(document) == skeleton(parsed(file))


@pytest.mark.parametrize("file", ALL)
@settings(max_examples=25, deadline=None)
@given(
    position=st.floats(0, 1, exclude_max=True), word=st.sampled_from(["知识产权局", "按职责分别负责", "责"])
)
def test_it_refuses_bytes_of_another_encoding_at_their_line(file: str, position: float, word: str) -> None:
    text = text_of(file)
    offset = int(len(text) * position)
    content = text[:offset].encode() + word.encode("gb18030") + text[offset:].encode()
    error = refusal(file, content)
    assert error.code == "not_utf8"
    assert error.line == line_of(file, offset)
    assert "\\x" in error.text


@pytest.mark.parametrize(
    ("character", "shown"),
    [
        ("\x00", "U+0000"),
        ("\ufffd", "U+FFFD"),
        ("\ufeff", "U+FEFF"),
        ("\u200b", "U+200B"),
        ("\ue000", "U+E000"),
    ],
)
def test_it_refuses_characters_that_no_text_has(character: str, shown: str) -> None:
    text = text_of(ANNUAL_2014)
    error = refusal(ANNUAL_2014, text[:100] + character + text[100:])
    assert (error.code, error.params, error.line) == ("forbidden_character", {"found": shown}, 2)


@pytest.mark.parametrize(
    ("wrong", "right"), [("latin-1", "utf-8"), ("latin-1", "gb18030"), ("gb18030", "utf-8")]
)
def test_it_refuses_words_decoded_with_the_wrong_encoding(wrong: str, right: str) -> None:
    text = text_of(ANNUAL_2020)
    start = text.index("完善软件正版化工作")
    misread = "完善软件正版化工作机".encode(right).decode(wrong)
    error = refusal(ANNUAL_2020, text[:start] + misread + text[start + 10 :])
    assert (error.code, error.line) == ("mixed_encoding", 100)


@pytest.mark.parametrize("file", ALL)
def test_it_refuses_another_document(file: str) -> None:
    for other in ALL:
        if other != file:
            refusal(file, text_of(other))


@pytest.mark.parametrize("content", ["", "\n\n", "今天天气很好。", "一、总则", "标题\n一、总则\n"])
@pytest.mark.parametrize("file", ALL)
def test_it_refuses_a_text_that_is_no_such_document(file: str, content: str) -> None:
    assert refusal(file, content).line >= 1


@pytest.mark.parametrize(
    ("file", "printed", "instead", "code", "line"),
    [
        (ANNUAL_2014, "目标任务：完善知识产权考核", "完善知识产权考核", "stray_text", 6),
        (ANNUAL_2014, "75．按照", "75，按照", "stray_text", 189),
        (ANNUAL_2014, "5．建立林业", "5．\n建立林业", "stray_text", 18),
        (ANNUAL_2014, "发展报告。\n ", "发展报告\n ", "task_unfinished", 197),
        (ANNUAL_2016, "上述工作安排", "有关工作安排", "stray_text", 202),
        (ANNUAL_2016, "部署相衔接。", "部署相衔接", "text_unfinished", 204),
        (ANNUAL_2016, "\n上述各项任务分工中", "\n上述任务分工中", "note_missing", 790),
        (ANNUAL_2020, "上述各项任务分工中", "各项任务分工中", "stray_text", 258),
        (ANNUAL_2020, "其他为参与部门。", "其他为参与", "text_unfinished", 258),
        (ANNUAL_2020, "出所：国家", "101. 出所：国家", "stray_text", 258),
        (ANNUAL_2020, "\n23. 配合", "\n出所：\n23. 配合", "stray_text", 75),
        (ANNUAL_2020, "（专利）密集型", "（专利密集型", "unbalanced_bracket", 34),
        (ANNUAL_2020, "推进《专利法实施细则》修订", "推进专利法实施细则》修订", "unbalanced_bracket", 72),
        (ANNUAL_2020, "2020年5月13日", "2020年5月32日", "no_date", 16),
        (ANNUAL_2020, "中国科协：", "中国科协", "no_addressees", 5),
        (ANNUAL_2020, "、教育部、科技部", "、教育部科技部", "addressee_count", 20),
        (ANNUAL_2020, "国知战联办〔2020〕5号", "国知战联办2020〕5号", "addressee_count", 20),
        (ANNUAL_2016, "国办发〔2014〕", "国办发2014〕", "basis_count", 28),
        (DIVISION_2016, "。列第一位者为牵头部门，下同）", "）", "note_missing", 169),
        (DIVISION_2016, "（三）加强宣传引导。\n", "", "subsection_count", 168),
        (DIVISION_2016, "国务院办公厅\n\n", "\n\n", "no_issuer", 10),
        (DIVISION_2016, "2016年7月8日", "二〇一六年", "no_issuer", 8),
        (ANNUAL_2014, "推进计划\n", "推进计划\n某某办公室\n", "stray_text", 2),
        (ANNUAL_2016, "\n国务院知识产权战略实施工作部际联席会议办公室", "\n", "no_issuer", 2),
        (OPINIONS_2015, "放宽知识产权服务业", "放宽。知识产权服务业", "provision_count", 929),
        (OPINIONS_2015, "营造良好氛围。", "营造良好氛围", "provision_unfinished", 929),
        (OPINIONS_2015, "七、加强组织实施", "八、加强组织实施", "section_out_of_order", 831),
    ],
)
def test_it_refuses_damage_at_its_line(file: str, printed: str, instead: str, code: str, line: int) -> None:
    text = text_of(file)
    if printed.startswith("\n上述"):
        text = text.replace("  上述各项", "\n上述各项").replace("\n\n上述各项", "\n上述各项", 1)
    assert printed in text
    error = refusal(file, text.replace(printed, instead, 1))
    assert (error.code, error.line) == (code, line)


def test_addressees_may_stand_in_several_lines() -> None:
    text = text_of(ANNUAL_2020).replace("、教育部、科技部", "、教\n\n育部、科技部")
    document = parse_document(text, profile=profile_of(ANNUAL_2020), known_names=SPELLINGS)
    assert document.front.addressees[8].text == "教育部"
    assert len(document.front.addressees) == 38


def test_it_refuses_an_erratum_that_finds_something_else() -> None:
    wrong = [replace(erratum, offset=erratum.offset + 1) for erratum in errata()]
    with pytest.raises(DocumentError) as caught:
        parse_document(
            text_of(ANNUAL_2020), profile=profile_of(ANNUAL_2020), known_names=SPELLINGS, errata=wrong
        )
    assert (caught.value.code, caught.value.line) == ("erratum_misplaced", 100)


def test_it_refuses_an_erratum_outside_the_text() -> None:
    beyond = Erratum(ANNUAL_2014, 1, 10**6, "甲", "乙", "")
    with pytest.raises(DocumentError, match="erratum"):
        parse_document(text_of(ANNUAL_2014), profile=profile_of(ANNUAL_2014), errata=[beyond])


def test_an_error_shows_file_line_reason_and_the_line_itself() -> None:
    error = refusal(DIVISION_2016, text_of(DIVISION_2016).replace("\n37.", "\n38."))
    assert str(error) == (
        "2016-task-division.txt:77: task 37 was expected, 38 was found: "
        + text_of(DIVISION_2016).split("\n")[76].replace("37.", "38.")
    )


def test_line_ends_of_another_system_change_nothing_but_places() -> None:
    document = parse_document(
        text_of(ANNUAL_2016).replace("\n", "\r\n"), profile=profile_of(ANNUAL_2016), known_names=SPELLINGS
    )
    assert [each.text for each in document.tasks] == [each.text for each in parsed(ANNUAL_2016).tasks]
