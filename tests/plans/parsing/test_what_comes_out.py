"""What the five documents give, in literal numbers and words."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.plans.parsing.texts import (
    ALL,
    ANNUAL_2014,
    ANNUAL_2016,
    ANNUAL_2020,
    DIVISION_2016,
    OPINIONS_2015,
    PLANS,
    names_in,
    parsed,
    task_of,
)


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


def test_beside_the_errata_nothing_but_simplified_chinese_and_five_acronyms_is_read() -> None:
    read = [each.text for file in ALL for each in parsed(file).tasks]
    read += [each.text for each in parsed(OPINIONS_2015).provisions]
    assert {word for text in read for word in re.findall("[A-Za-z]+", text)} == {
        "AIPPI",
        "APP",
        "TISC",
        "TRIPS",
        "UPOV",
    }
    assert {sign for text in read for sign in text if not sign.encode("gb2312", "ignore")} == {"—"}


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
    assert words in task_of(file_name, number).text


def test_the_glued_note_is_not_part_of_the_last_task() -> None:
    assert task_of(ANNUAL_2020, 100).text == (
        "依托全国科技活动周、全国科普日等重点科普活动，推进知识产权科普工作。"
        "在各类知识竞赛中纳入知识产权相关内容。"
    )
    assert names_in(ANNUAL_2020, 100) == ["科技部", "中国科协"]


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
    assert task_of(ANNUAL_2020, 12).section_path == (1, 1)
    assert task_of(ANNUAL_2020, 13).section_path == (1, 2)
    assert task_of(ANNUAL_2020, 82).section_path == (4,)
    assert task_of(ANNUAL_2016, 25).section_path == (2,)
    assert task_of(DIVISION_2016, 70).section_path == (3, 7)
    assert task_of(ANNUAL_2014, 79).section_path == (7,)


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
