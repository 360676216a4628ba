"""What is the same word, and where words end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.fulltext.folding import GAP, fold, words_of, written_plainly


@pytest.mark.parametrize(
    ("source", "folded"),
    [
        ("ＴＲＩＰＳ协定", "trips协定"),
        ("Pct、ＷＩＰＯ", "pct wipo"),
        ("第 12次\n会议", "第12次会议"),
        ("open  source", "open source"),
        ("开放 open", "开放open"),
        ("保护。加强", "保护 加强"),
        ("（保护）", "保护"),
        ("café", "cafe"),
        ("cafe\u0301", "cafe"),
        ("保\u200b护", "保护"),
        ("①②", "12"),
        ("Straße", "strasse"),
        ("。、 　", ""),
        ("", ""),
    ],
)
def test_width_case_and_accents_do_not_matter_and_punctuation_ends_a_word(source: str, folded: str) -> None:
    assert fold(source).text == folded


@given(st.text(max_size=40))
def test_each_folded_character_comes_from_one_of_the_source_in_order(source: str) -> None:
    found = fold(source)
    assert len(found.places) == len(found.text)
    assert list(found.places) == sorted(found.places)
    for place, character in zip(found.places, found.text, strict=True):
        assert character == GAP or character in fold(source[place]).text
    assert GAP * 2 not in found.text
    assert found.text == found.text.strip(GAP)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("知识产权 保护", ["知识产权", "保护"]),
        ("第 12次", ["第", "12次"]),
        ("《专利法》、商标", ["专利法", "商标"]),
        ('"专利" NEAR(商标) -版权* | & ! : ^', ["专利", "near", "商标", "版权"]),
        ("专利 ＰＣＴ pct", ["专利", "pct"]),
        ("。。。", []),
        ("   ", []),
    ],
)
def test_a_query_is_words_and_has_no_syntax(query: str, words: list[str]) -> None:
    assert words_of(query) == words


@pytest.mark.parametrize("reference", ["2020-55", "２０２０－５５", "2020—55", "2020–55", " 2020‐55 "])
def test_a_reference_may_be_typed_in_any_width_with_any_dash(reference: str) -> None:
    assert written_plainly(reference) == "2020-55"
