"""A source text in passages: nothing is lost, and what is marked is what stands there."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from plans.source_text import Erratum, Mark, passages, surroundings

TEXT = "前言。\n一、总则\n做好第一件事and第二件事。（甲负责）\n结束。"


def test_marked_text_belongs_to_its_owner_and_the_rest_to_nobody() -> None:
    start = TEXT.index("做好")
    shown = passages(TEXT, [Mark(start, start + 4, "task")])
    assert [(passage.owner, passage.pieces[0].text) for passage in shown] == [
        (None, TEXT[:start]),
        ("task", "做好第一"),
        (None, TEXT[start + 4 :]),
    ]


def test_an_erratum_is_a_piece_of_its_own_and_keeps_what_is_printed() -> None:
    erratum = Erratum(TEXT.index("and"), "and", "和", "An English word.")
    start, end = TEXT.index("做好"), TEXT.index("（甲")
    shown = passages(TEXT, [Mark(start, end, "task")], [erratum])
    assert [(piece.text, piece.erratum) for piece in shown[1].pieces] == [
        ("做好第一件事", None),
        ("and", erratum),
        ("第二件事。", None),
    ]


def test_of_overlapping_marks_the_first_is_shown() -> None:
    shown = passages("一二三四五", [Mark(2, 5, "b"), Mark(0, 3, "a"), Mark(0, 2, "inside")])
    assert [passage.owner for passage in shown] == ["a", None]


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)), max_size=6), st.integers(0, 30))
def test_the_pieces_joined_are_the_text(places: list[tuple[int, int]], offset: int) -> None:
    text = "甲乙丙丁戊己庚辛壬癸" * 4
    marks = [Mark(start, start + length, number) for number, (start, length) in enumerate(places)]
    erratum = Erratum(offset, text[offset : offset + 2], "和", "")
    shown = passages(text, marks, [erratum])
    assert "".join(piece.text for passage in shown for piece in passage.pieces) == text


def test_the_surroundings_are_whole_lines() -> None:
    start = TEXT.index("做好")
    first, last = surroundings(TEXT, start, start + 2, around=3)
    assert TEXT[first:last] == "一、总则\n做好第一件事and第二件事。（甲负责）"
    assert surroundings(TEXT, start, start + 2, around=500) == (0, len(TEXT))
