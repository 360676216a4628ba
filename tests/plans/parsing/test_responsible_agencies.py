"""Whom the plans name for each task, and how, in literal numbers and words."""

from __future__ import annotations

import re

import pytest

from tests.plans.parsing.texts import (
    ANNUAL_2014,
    ANNUAL_2016,
    ANNUAL_2020,
    DIVISION_2016,
    NAMING_AGENCIES,
    OPINIONS_2015,
    SPELLINGS,
    names_in,
    parsed,
    task_of,
    text_of,
)


def test_the_plans_write_sixty_agency_names() -> None:
    written = {
        name
        for file in NAMING_AGENCIES
        for each in parsed(file).tasks
        for name in names_in(file, each.number)
    }
    assert len(written) == 60
    assert written == SPELLINGS


@pytest.mark.parametrize("file_name", NAMING_AGENCIES)
def test_a_plain_search_finds_the_same_agencies(file_name: str) -> None:
    compact = "".join(text_of(file_name).split())
    lists = re.findall(r"[（(]([^（）()]*?)等?(?:按职责分别|牵头)?负责(?:。[^（）()]*)?[）)]", compact)
    found = [re.split("、|牵头，", each) for each in lists]
    assert found == [names_in(file_name, each.number) for each in parsed(file_name).tasks]


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
    bracket = task_of(ANNUAL_2016, 60).bracket
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
    bracket = task_of(DIVISION_2016, 33).bracket
    assert bracket is not None
    assert [(mention.name, mention.leads) for mention in bracket.agencies] == [
        ("知识产权局", True),
        ("高法院", True),
    ]


def test_a_list_that_goes_on_names_only_those_that_are_named() -> None:
    assert names_in(DIVISION_2016, 23) == ["发展改革委", "人民银行", "工商总局", "版权局", "知识产权局"]
    assert names_in(ANNUAL_2016, 91) == ["版权局", "中央军委装备发展部", "国防科工局", "知识产权局"]


def test_the_note_inside_a_bracket_is_no_agency() -> None:
    assert names_in(DIVISION_2016, 2) == ["中央编办", "知识产权局", "工商总局", "版权局"]


def test_a_bracket_is_kept_as_printed_and_as_one_line() -> None:
    bracket = task_of(ANNUAL_2016, 4).bracket
    assert bracket is not None
    assert bracket.verbatim == "（农业部、林业局、法制办按职责分别负\n\n责）"
    assert bracket.text == "（农业部、林业局、法制办按职责分别负责）"
    half_width = task_of(ANNUAL_2020, 1).bracket
    assert half_width is not None
    assert half_width.verbatim == "(知识产权局负责)"


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
