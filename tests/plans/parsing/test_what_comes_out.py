"""What the five documents give, in literal numbers and words."""

from __future__ import annotations

import datetime
import re
from collections import Counter

import pytest

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
    parsed,
    text_of,
)


def task(file_name: str, number: int) -> ParsedTask:
    return parsed(file_name).tasks[number - 1]


def names(file_name: str, number: int) -> list[str]:
    bracket = task(file_name, number).bracket
    assert bracket is not None
    return [mention.name for mention in bracket.agencies]


@pytest.mark.parametrize(
    ("file_name", "tasks", "assignments", "sections", "subsections", "provisions"),
    [
        (ANNUAL_2014, 79, 0, 7, 0, 0),
        (OPINIONS_2015, 0, 0, 7, 32, 143),
        (ANNUAL_2016, 99, 261, 6, 0, 0),
        (DIVISION_2016, 106, 459, 6, 28, 0),
        (ANNUAL_2020, 100, 194, 5, 13, 0),
    ],
)
def test_every_document_gives_all_it_holds(
    file_name: str, tasks: int, assignments: int, sections: int, subsections: int, provisions: int
) -> None:
    document = parsed(file_name)
    levels = Counter(section.level for section in document.sections)
    brackets = [each.bracket for each in document.tasks if each.bracket]
    assert [each.number for each in document.tasks] == list(range(1, tasks + 1))
    assert sum(len(bracket.agencies) for bracket in brackets) == assignments
    assert (levels[1], levels[2]) == (sections, subsections)
    assert len(document.provisions) == provisions


def test_the_plans_write_sixty_agency_names() -> None:
    written = {
        name for file in NAMING_AGENCIES for each in parsed(file).tasks for name in names(file, each.number)
    }
    assert len(written) == 60
    assert written == SPELLINGS


@pytest.mark.parametrize("file_name", NAMING_AGENCIES)
def test_a_plain_search_finds_the_same_agencies(file_name: str) -> None:
    compact = "".join(text_of(file_name).split())
    lists = re.findall(r"[（(]([^（）()]*?)等?(?:按职责分别|牵头)?负责(?:。[^（）()]*)?[）)]", compact)
    found = [re.split("、|牵头，", each) for each in lists]
    assert found == [names(file_name, each.number) for each in parsed(file_name).tasks]


def test_2014_names_no_agency() -> None:
    assert all(each.bracket is None for each in parsed(ANNUAL_2014).tasks)


@pytest.mark.parametrize(
    ("file_name", "marked", "open_ended", "with_explicit_leads"),
    [
        (ANNUAL_2016, 14, [91], [60, 63]),
        (DIVISION_2016, 20, [23], [20, 23, 33, 80, 83, 84, 88, 92, 102]),
        (ANNUAL_2020, 10, [], []),
    ],
)
def test_brackets_say_how_agencies_are_responsible(
    file_name: str, marked: int, open_ended: list[int], with_explicit_leads: list[int]
) -> None:
    brackets = {each.number: each.bracket for each in parsed(file_name).tasks if each.bracket}
    assert sum(bracket.marked_by_duty for bracket in brackets.values()) == marked
    assert [number for number, bracket in brackets.items() if bracket.open_ended] == open_ended
    assert [
        number for number, bracket in brackets.items() if any(mention.leads for mention in bracket.agencies)
    ] == with_explicit_leads


def test_joint_leads_are_told_from_those_who_take_part() -> None:
    bracket = task(ANNUAL_2016, 60).bracket
    assert bracket is not None
    assert [(mention.name, mention.leads) for mention in bracket.agencies] == [
        ("知识产权局", True),
        ("商务部", True),
        ("外交部", True),
        ("工商总局", False),
        ("版权局", False),
        ("农业部", False),
        ("林业局", False),
    ]


def test_two_agencies_lead_and_nobody_else_is_named() -> None:
    bracket = task(DIVISION_2016, 33).bracket
    assert bracket is not None
    assert [(mention.name, mention.leads) for mention in bracket.agencies] == [
        ("知识产权局", True),
        ("高法院", True),
    ]


def test_a_list_that_goes_on_names_only_those_that_are_named() -> None:
    assert names(DIVISION_2016, 23) == ["发展改革委", "人民银行", "工商总局", "版权局", "知识产权局"]
    assert names(ANNUAL_2016, 91) == ["版权局", "中央军委装备发展部", "国防科工局", "知识产权局"]


def test_the_note_inside_a_bracket_is_no_agency() -> None:
    assert names(DIVISION_2016, 2) == ["中央编办", "知识产权局", "工商总局", "版权局"]


def test_a_bracket_is_kept_as_printed_and_as_one_line() -> None:
    bracket = task(ANNUAL_2016, 4).bracket
    assert bracket is not None
    assert bracket.verbatim == "（农业部、林业局、法制办按职责分别负\n\n责）"
    assert bracket.text == "（农业部、林业局、法制办按职责分别负责）"
    half_width = task(ANNUAL_2020, 1).bracket
    assert half_width is not None
    assert half_width.verbatim == "(知识产权局负责)"


def test_exactly_two_blanks_survive_and_both_belong_to_titles() -> None:
    survivors = [
        (file, each.number, re.findall(r"\S* \S*", each.text)[0])
        for file in PLANS
        for each in parsed(file).tasks
        if " " in each.text
    ]
    assert [survivor[:2] for survivor in survivors] == [(ANNUAL_2016, 43), (ANNUAL_2020, 14)]
    assert (
        "《关于促进国防知识产权向民用领域转移 鼓励民用领域知识产权在国防领域运用的若干意见》"
        in survivors[0][2]
    )
    assert "《关于深化知识产权领域“放管服”改革 营造良好营商环境的实施意见》" in survivors[1][2]
    assert sum(each.text.count(" ") for file in ALL for each in parsed(file).tasks) == 2
    assert not any(" " in each.text for each in parsed(OPINIONS_2015).provisions)
    assert not any(" " in each.title.text for file in ALL for each in parsed(file).sections)


@pytest.mark.parametrize(
    ("file_name", "number", "words"),
    [
        (ANNUAL_2016, 17, "开展第12次打击网络侵权盗版专项治理"),
        (ANNUAL_2016, 17, "加强对APP、网络云存储空间"),
        (ANNUAL_2016, 93, "围绕《中国制造2025》重点工程实施"),
        (ANNUAL_2014, 72, "《深化实施国家知识产权战略行动计划（2014—2020年）》"),
        (ANNUAL_2020, 24, "立案追诉标准的规定》（一）（二）。"),
        (ANNUAL_2020, 34, "推动重要行业和重点领域使用正版软件"),
        (ANNUAL_2020, 94, "做好知识产权行政管理人员轮训工作。"),
        (ANNUAL_2014, 31, "积极拓展知识产权公证业务领域，加快构建完善的知识产权预防性保护机制。"),
    ],
)
def test_stray_blanks_breaks_and_errata_are_gone(file_name: str, number: int, words: str) -> None:
    assert words in task(file_name, number).text


def test_the_glued_note_is_not_part_of_the_last_task() -> None:
    assert task(ANNUAL_2020, 100).text == (
        "依托全国科技活动周、全国科普日等重点科普活动，推进知识产权科普工作。"
        "在各类知识竞赛中纳入知识产权相关内容。"
    )
    assert names(ANNUAL_2020, 100) == ["科技部", "中国科协"]


@pytest.mark.parametrize(
    ("file_name", "note"),
    [
        (ANNUAL_2014, None),
        (OPINIONS_2015, None),
        (
            ANNUAL_2016,
            "上述各项任务分工中，由多个部门负责且未注明“按职责分别负责”的，列第一位的部门为牵头部门，"
            "其他为参与部门;由多个部门牵头的，牵头部门不分先后。",
        ),
        (DIVISION_2016, "列第一位者为牵头部门，下同"),
        (
            ANNUAL_2020,
            "上述各项任务分工中，由多个部门负责的，列第一位的部门为牵头部门，其他为参与部门。",
        ),
    ],
)
def test_the_note_on_who_leads_is_quoted(file_name: str, note: str | None) -> None:
    found = parsed(file_name).note
    assert (found.text if found else None) == note


def test_a_sentence_after_a_task_belongs_to_its_section() -> None:
    remarks = [
        (file, section.path, section.remark.text)
        for file in ALL
        for section in parsed(file).sections
        if section.remark
    ]
    assert remarks == [
        (
            ANNUAL_2016,
            (1,),
            "上述工作安排，要与全国打击侵犯知识产权和制售假冒伪劣商品工作领导小组的年度工作部署相衔接。",
        )
    ]


def test_each_section_of_2014_states_its_goal() -> None:
    goals = [section.goal for section in parsed(ANNUAL_2014).sections]
    assert [goal.text[:9] if goal else None for goal in goals] == [
        "完善知识产权考核评",
        "强化知识产权政策与",
        "完善知识产权立法，",
        "以创造良好发展环境",
        "完善知识产权对外信",
        "加快发展知识产权服",
        "加强知识产权战略深",
    ]


def test_headings_keep_their_label_and_lose_their_stop() -> None:
    opinions = {section.path: section for section in parsed(OPINIONS_2015).sections}
    assert (opinions[2,].label, opinions[2,].title.text) == ("二、", "推进知识产权管理体制机制改革")
    assert (opinions[1, 2].label, opinions[1, 2].title.text) == ("（二）", "基本原则")
    assert (opinions[2, 1].label, opinions[2, 1].title.text) == ("（一）", "研究完善知识产权管理体制")
    annual = {section.path: section for section in parsed(ANNUAL_2020).sections}
    assert (annual[1, 1].label, annual[1, 1].title.text) == ("(一)", "改革完善知识产权政策")
    assert (annual[4,].label, annual[4,].title.text) == ("四、", "深化知识产权国际交流合作")


def test_tasks_stand_in_their_sections() -> None:
    assert task(ANNUAL_2020, 12).section_path == (1, 1)
    assert task(ANNUAL_2020, 13).section_path == (1, 2)
    assert task(ANNUAL_2020, 82).section_path == (4,)
    assert task(ANNUAL_2016, 25).section_path == (2,)
    assert task(DIVISION_2016, 70).section_path == (3, 7)
    assert task(ANNUAL_2014, 79).section_path == (7,)


def test_one_sentence_of_the_opinions_is_one_provision() -> None:
    provisions = {(each.section_path, each.position): each.text for each in parsed(OPINIONS_2015).provisions}
    assert (
        provisions[(2, 1), 1] == "完善国家知识产权战略实施工作部际联席会议制度，由国务院领导同志担任召集人。"
    )
    assert provisions[(2, 1), 4] == "鼓励有条件的地方开展知识产权综合管理改革试点。"
    assert provisions[(4, 4), 6].endswith("促进“互联网+知识产权”融合发展。")
    assert provisions[(1, 2), 1] == "坚持战略引领。"
    assert provisions[(1, 3), 1].startswith("到2020年，在知识产权重要领域和关键环节改革上")
    assert "推动《TRIPS协定与公共健康多哈宣言》落实" in provisions[(6, 1), 1]
    assert provisions[(7, 4), 1].endswith("为加快建设知识产权强国营造良好氛围。")
    assert max(key for key in provisions) == ((7, 4), 1)


def test_the_front_of_a_document_says_what_it_is() -> None:
    fronts = {
        file: (front.title.text, front.document_number, front.issuer, front.issued_on)
        for file in ALL
        for front in [parsed(file).front]
    }
    office = "国务院知识产权战略实施工作部际联席会议办公室"
    words = "深入实施国家知识产权战略加快建设知识产权强国推进计划"
    assert fronts == {
        ANNUAL_2014: ("2014年国家知识产权战略实施推进计划", "", "", None),
        OPINIONS_2015: ("国务院关于新形势下加快知识产权强国建设的若干意见（摘录）", "", "", None),
        ANNUAL_2016: (f"2016年{words}", "", office, None),
        DIVISION_2016: (
            "《国务院关于新形势下加快知识产权强国建设的若干意见》重点任务分工方案",
            "国办函〔2016〕66号",
            "国务院办公厅",
            datetime.date(2016, 7, 8),
        ),
        ANNUAL_2020: (
            f"2020年{words}",
            "国知战联办〔2020〕5号",
            office,
            datetime.date(2020, 5, 13),
        ),
    }


def test_the_notice_of_2020_is_addressed_to_38_bodies() -> None:
    addressees = [each.text for each in parsed(ANNUAL_2020).front.addressees]
    assert len(addressees) == 38
    assert (addressees[0], addressees[19], addressees[-1]) == ("中央组织部", "卫生健康委", "中国科协")


def test_the_division_plan_is_addressed_to_provinces_and_departments() -> None:
    addressees = [each.text for each in parsed(DIVISION_2016).front.addressees]
    assert addressees == ["各省、自治区、直辖市人民政府", "国务院有关部门"]


def test_documents_name_their_basis() -> None:
    assert [(each.title, each.document_number) for each in parsed(ANNUAL_2016).front.basis] == [
        ("国务院关于新形势下加快知识产权强国建设的若干意见", "国发〔2015〕71号"),
        ("深入实施国家知识产权战略行动计划（2014-2020年）", "国办发〔2014〕64号"),
        (
            "国务院办公厅关于印发2016年全国打击侵犯知识产权和制售假冒伪劣商品工作要点的通知",
            "国办发〔2016〕25号",
        ),
    ]
    assert [(each.title, each.document_number) for each in parsed(DIVISION_2016).front.basis] == [
        ("国务院关于新形势下加快知识产权强国建设的若干意见", "国发〔2015〕71号"),
    ]
    assert not parsed(ANNUAL_2014).front.basis
    assert not parsed(ANNUAL_2020).front.basis
