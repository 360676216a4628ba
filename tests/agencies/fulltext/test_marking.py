"""Hits shown in the text as it was written."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from agencies.fulltext.marking import Piece, pieces_of, places_of


def marked(source: str, *words: str, length: int | None = None) -> str:
    pieces = pieces_of(source, places_of(source, words), length)
    return "".join(f"[{piece.text}]" if piece.hit else piece.text for piece in pieces)


def test_hits_are_marked_as_they_are_written() -> None:
    assert marked("加强ＴＲＩＰＳ协定。", "trips") == "加强[ＴＲＩＰＳ]协定。"
    assert marked("召开第 12次会议", "第12次") == "召开[第 12次]会议"
    assert marked("专利、商标和专利权", "专利", "商标") == "[专利]、[商标]和[专利]权"


def test_hits_that_overlap_are_one() -> None:
    assert marked("知识产权", "知识产", "产权") == "[知识产权]"
    assert marked("哈哈哈", "哈哈") == "[哈哈哈]"


def test_of_a_long_text_the_part_around_the_first_hit_is_shown() -> None:
    source = "前" * 100 + "专利" + "后" * 100
    assert marked(source, "专利", length=20) == "…" + "前" * 5 + "[专利]" + "后" * 13 + "…"
    assert marked("专利" + "后" * 100, "专利", length=20) == "[专利]" + "后" * 18 + "…"
    assert marked("前" * 100 + "专利", "专利", length=20) == "…" + "前" * 18 + "[专利]"
    assert marked("前" * 30, "专利", length=20) == "前" * 20 + "…"


@given(
    st.text(alphabet="ab知识 。", max_size=30), st.lists(st.text(alphabet="ab知识", min_size=1), max_size=3)
)
def test_pieces_are_the_text(source: str, words: list[str]) -> None:
    pieces: Sequence[Piece] = pieces_of(source, places_of(source, words))
    assert "".join(piece.text for piece in pieces) == source
    assert all(one.hit != next_.hit for one, next_ in pairwise(pieces))
