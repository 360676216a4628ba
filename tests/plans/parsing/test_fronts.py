"""What the front of each document says of it: title, number, issuer, date, addressees and basis."""

from __future__ import annotations

import datetime

from tests.plans.parsing.texts import (
    ALL,
    ANNUAL_2014,
    ANNUAL_2016,
    ANNUAL_2020,
    DIVISION_2016,
    OPINIONS_2015,
    parsed,
)


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
