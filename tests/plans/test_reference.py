"""What the documents do not say: every fact has a source and names only known bodies."""

from __future__ import annotations

import datetime
from functools import cache

import pytest
from django.utils import translation

from plans.reference import Reference, ReferenceConflict, read_reference
from tests.plans.parsing.texts import ANNUAL_2020, DIVISION_2016, FIXTURES, OPINIONS_2015, SPELLINGS, parsed

REFORM = datetime.date(2018, 3, 17)
PARTY_REFORM = datetime.date(2018, 3, 21)


@cache
def text() -> str:
    return (FIXTURES / "reference.toml").read_text("utf-8")


@cache
def reference() -> Reference:
    return read_reference(text())


def test_it_knows_every_spelling_and_no_other() -> None:
    assert set(reference().canonical_names) == SPELLINGS
    assert len(reference().agencies) == 56


def test_only_four_spellings_are_another_way_of_writing() -> None:
    assert {alias.name: alias.agency for alias in reference().aliases} == {
        "高法院": "最高人民法院",
        "高检院": "最高人民检察院",
        "网信办": "中央网信办",
        "联席会议各成员单位": "联席会议成员单位",
    }


def test_the_collective_and_the_office_are_told_apart() -> None:
    kinds = {agency.name: agency.kind.value for agency in reference().agencies}
    assert kinds["联席会议成员单位"] == "collective"
    assert kinds["联席会议办公室"] == "office"
    assert list(kinds.values()).count("collective") == list(kinds.values()).count("office") == 1


def test_every_fact_has_a_source() -> None:
    assert all(agency.source for agency in reference().agencies)
    assert all(alias.source for alias in reference().aliases)
    assert all(succession.source for succession in reference().successions)
    assert all(transfer.source for transfer in reference().transfers)
    assert all(document.source for document in reference().documents.values())


def test_each_body_has_at_most_one_default_successor() -> None:
    defaults = {each.predecessor: each for each in reference().successions if not each.function}
    assert {name: each.successor for name, each in defaults.items()} == {
        "工商总局": "市场监管总局",
        "质检总局": "市场监管总局",
        "食品药品监管总局": "市场监管总局",
        "农业部": "农业农村部",
        "环境保护部": "生态环境部",
        "林业局": "林草局",
        "文化部": "文化和旅游部",
        "卫生计生委": "卫生健康委",
        "银监会": "银保监会",
        "保监会": "银保监会",
        "法制办": "司法部",
        "版权局": "中央宣传部",
        "中央综治办": "中央政法委",
    }
    assert {each.effective_on for each in defaults.values()} == {REFORM, PARTY_REFORM}


def test_trademarks_and_geographical_indications_went_another_way() -> None:
    parted = [
        (each.predecessor, each.successor, each.function) for each in reference().successions if each.function
    ]
    assert parted == [("工商总局", "知识产权局", "商标"), ("质检总局", "知识产权局", "地理标志")]


def test_four_tasks_of_2016_are_trademark_work() -> None:
    (transfer,) = reference().transfers
    assert (transfer.plan, transfer.numbers) == ("2016", (26, 57, 66, 73))
    assert (transfer.from_agency, transfer.to_agency, transfer.effective_on) == (
        "工商总局",
        "知识产权局",
        REFORM,
    )


def test_a_body_that_ended_has_a_successor() -> None:
    ended = {agency.name for agency in reference().agencies if agency.ends_on}
    assert ended < {each.predecessor for each in reference().successions}
    assert {each.predecessor for each in reference().successions} - ended == {"版权局"}


def test_nobody_is_named_in_2020_who_had_ended() -> None:
    ended = {agency.name for agency in reference().agencies if agency.ends_on}
    named = {
        mention.name
        for task in parsed(ANNUAL_2020).tasks
        if task.bracket
        for mention in task.bracket.agencies
    }
    named |= {addressee.text for addressee in parsed(ANNUAL_2020).front.addressees}
    assert not named & ended
    assert named <= set(reference().canonical_names)


def test_a_spelling_is_known_only_in_the_years_of_its_body() -> None:
    assert {"银监会", "工商总局", "版权局"} - reference().spellings_in(2020) == {"银监会", "工商总局"}
    assert {"银保监会", "林草局", "林业局"} - reference().spellings_in(2016) == {"银保监会", "林草局"}
    assert {"银保监会", "银监会", "网信办"} <= reference().spellings_in(2018)


def test_what_the_division_plan_leaves_out_is_not_distributed() -> None:
    left_out = reference().documents[OPINIONS_2015].not_distributed
    handed_out = [
        section.title.text
        for section in parsed(OPINIONS_2015).sections
        if section.level == 2 and ".".join(map(str, section.path)) not in left_out
    ]
    assert handed_out == [
        section.title.text for section in parsed(DIVISION_2016).sections if section.level == 2
    ]


def test_only_the_opinions_need_facts_from_elsewhere() -> None:
    (file_name,) = reference().documents
    facts = reference().documents[file_name]
    assert file_name == OPINIONS_2015
    assert (facts.document_number, facts.issuer) == ("国发〔2015〕71号", "国务院")
    assert facts.issued_on == datetime.date(2015, 12, 18)


def test_each_plan_has_its_own_rule() -> None:
    rules = {plan.code: plan.lead_rule for plan in reference().plans}
    assert rules["2014"] is None
    assert {
        code: (
            rule.first_listed_leads,
            rule.marked_by_duty_means.value,
            rule.joint_leads_unordered,
            rule.is_reading,
        )
        for code, rule in rules.items()
        if rule
    } == {
        "2016": (True, "by_duty", True, False),
        "66": (True, "by_duty", False, True),
        "2020": (True, "first_listed_leads", False, True),
    }


@pytest.mark.parametrize(
    ("printed", "instead", "conflict"),
    [
        ('name = "高法院"', 'name = "外交部"', "“外交部” is a name of 外交部 already"),
        ('name = "高检院"', 'name = "高法院"', "“高法院” is a name of 最高人民法院 already"),
        ('name = "外交部"', 'name = "教育部"', "named twice: 教育部"),
        ('predecessor = "林业局"', 'predecessor = "农业部"', "two default successors: 农业部"),
        ('successor = "林草局"', 'successor = "林管局"', "no such agency: 林管局"),
        ('to = "知识产权局"', 'to = "知产局"', "no such agency: 知产局"),
    ],
)
def test_it_refuses_what_contradicts_itself(printed: str, instead: str, conflict: str) -> None:
    assert printed in text()
    with translation.override("en"), pytest.raises(ReferenceConflict, match=conflict):
        read_reference(text().replace(printed, instead, 1))
