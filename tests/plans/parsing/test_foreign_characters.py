"""Bytes and characters that cannot have been in the document are refused at their line."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.plans.parsing.texts import ALL, ANNUAL_2014, ANNUAL_2020, line_of, refusal, text_of


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
