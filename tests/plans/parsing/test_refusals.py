"""What is not the document that it should be is refused with its line, its reason and the line itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from plans.parsing import DocumentError, Erratum, parse_document, profile_of
from tests.plans.parsing.texts import (
    ALL,
    ANNUAL_2014,
    ANNUAL_2016,
    ANNUAL_2020,
    DIVISION_2016,
    OPINIONS_2015,
    SPELLINGS,
    errata,
    parsed,
    refusal,
    text_of,
)


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
