"""One blank between Chinese and a number, a date or Latin letters; none beside a Chinese mark."""

from __future__ import annotations

import re

import pytest

from tests.project.test_words import messages

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
CHINESE_WORDS = {"agency", "by", "name", "names", "person", "verbose_name"}
"""The placeholders that hold Chinese words; each other one holds a number, a date or Latin letters."""

HAN, LATIN, MARK = "\u4e00-\u9fff", "A-Za-z0-9", "\u3001-\u3011“”‘’\uff01-\uff5e"
TIGHT = re.compile(f"[{HAN}][{LATIN}]|[{LATIN}%][{HAN}]")
LOOSE = re.compile(f"[{HAN}] +[{HAN}]|[{MARK}] | [{MARK}]|  ")

AS_WRITTEN = {
    "2026年第三季度": "the name of a round, as offices write it in their documents",
}


def with_values(chinese: str) -> str:
    """The message with something in its placeholders, without the names that stay as they are."""
    for name in AS_WRITTEN:
        chinese = chinese.replace(name, "名称")
    return PLACEHOLDER.sub(lambda found: "部门" if found[1] in CHINESE_WORDS else "8", chinese)


def misplaced(chinese: str) -> bool:
    """Whether a blank is missing or stands where none belongs."""
    said = with_values(chinese)
    return bool(TIGHT.search(said) or LOOSE.search(said))


def test_every_chinese_message_has_its_blanks_where_they_belong() -> None:
    assert [chinese for _english, chinese in messages() if misplaced(chinese)] == []


def test_each_name_that_stays_as_it_is_written_is_in_a_message() -> None:
    said = " ".join(chinese for _english, chinese in messages())
    assert [name for name in AS_WRITTEN if name not in said] == []


@pytest.mark.parametrize(
    ("chinese", "expected"),
    [
        ("共 %(total)s 项，%(agency)s于 %(day)s 提交 PDF 文件", False),
        ("共%(total)s项", True),
        ("由%(agency)s 负责", True),
        ("截至2026-12-07", True),
        ("占 %(percent)s%%的字数", True),
        ("已核定 ，待办", True),
        ("本期 无进展", True),
        ("例如：2026年第三季度。", False),
    ],
)
def test_what_a_misplaced_blank_is(chinese: str, expected: bool) -> None:
    assert misplaced(chinese) is expected
