"""The five texts, parsed once, and what a test needs to damage them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from plans.parsing import DocumentError, Erratum, ParsedDocument, parse_document, profile_of, read_errata
from plans.parsing.document import ParsedTask

FIXTURES = Path(__file__).resolve().parents[3] / "fixtures"
DOCUMENTS = FIXTURES / "documents"
ANNUAL_2014, OPINIONS_2015 = "2014-annual-plan.txt", "2015-opinions.txt"
ANNUAL_2016, DIVISION_2016 = "2016-annual-plan.txt", "2016-task-division.txt"
ANNUAL_2020 = "2020-annual-plan.txt"
ALL = (ANNUAL_2014, OPINIONS_2015, ANNUAL_2016, DIVISION_2016, ANNUAL_2020)
PLANS = (ANNUAL_2014, ANNUAL_2016, DIVISION_2016, ANNUAL_2020)
NAMING_AGENCIES = (ANNUAL_2016, DIVISION_2016, ANNUAL_2020)

_NAMES = """
中医药局 中国科协 中央军委装备发展部 中央宣传部 中央政法委 中央组织部 中央综治办 中央编办 中央网信办
中科院 人力资源社会保障部 人民银行 保监会 全国打击侵权假冒工作领导小组办公室 公安部 农业农村部 农业部
卫生健康委 卫生计生委 发展改革委 司法部 商务部 国管局 国资委 国防科工局 外交部 工业和信息化部 工商总局
市场监管总局 广电总局 教育部 文化和旅游部 文化部 最高人民检察院 最高人民法院 林业局 林草局 法制办
海关总署 版权局 环境保护部 生态环境部 知识产权局 科技部 税务总局 统计局 网信办 联席会议办公室
联席会议各成员单位 联席会议成员单位 证监会 财政部 质检总局 贸促会 邮政局 银保监会 银监会 食品药品监管总局
高检院 高法院
"""
SPELLINGS = frozenset(_NAMES.split())


@cache
def text_of(file_name: str) -> str:
    """The text exactly as it stands in the file."""
    return (DOCUMENTS / file_name).read_bytes().decode("utf-8")


@cache
def errata() -> tuple[Erratum, ...]:
    """All errata of the five texts."""
    return read_errata((FIXTURES / "errata.toml").read_text("utf-8"))


@cache
def parsed(file_name: str) -> ParsedDocument:
    """The undamaged document."""
    return parse(file_name, text_of(file_name))


def task_of(file_name: str, number: int) -> ParsedTask:
    """The undamaged task of that number."""
    return parsed(file_name).tasks[number - 1]


def names_in(file_name: str, number: int) -> list[str]:
    """The agencies in that task's bracket, in their order."""
    bracket = task_of(file_name, number).bracket
    assert bracket is not None
    return [mention.name for mention in bracket.agencies]


def parse(file_name: str, content: str | bytes) -> ParsedDocument:
    """`content` read as if it were that document."""
    return parse_document(content, profile=profile_of(file_name), known_names=SPELLINGS, errata=errata())


def refusal(file_name: str, content: str | bytes) -> DocumentError:
    """The error with which `content` is refused; fails if it is accepted."""
    with pytest.raises(DocumentError) as caught:
        parse(file_name, content)
    return caught.value


def line_of(file_name: str, offset: int) -> int:
    """The number of the line in which the character at `offset` stands, counted here by hand."""
    return text_of(file_name).count("\n", 0, offset) + 1
