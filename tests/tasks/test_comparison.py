from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.comparison import Change, Piece, phrase_changes, text_changes

texts = st.text(alphabet="办法已印发，。；\n x", max_size=40)


def test_a_changed_clause_is_removed_and_added() -> None:
    assert text_changes("起草办法，征求意见。", "起草办法，已经印发。") == [
        Piece("起草办法，", Change.KEPT),
        Piece("征求意见。", Change.REMOVED),
        Piece("已经印发。", Change.ADDED),
    ]


def test_equal_texts_are_kept_in_one_piece() -> None:
    assert text_changes("甲，乙。", "甲，乙。") == [Piece("甲，乙。", Change.KEPT)]


def test_nothing_has_no_pieces() -> None:
    assert text_changes("", "") == []


@given(before=texts, after=texts)
def test_the_pieces_give_both_texts_back(before: str, after: str) -> None:
    pieces = text_changes(before, after)

    assert "".join(piece.text for piece in pieces if piece.change != Change.ADDED) == before
    assert "".join(piece.text for piece in pieces if piece.change != Change.REMOVED) == after


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("开展行动。", "继续开展行动。", [("added", "继续"), ("kept", "开展行动。")]),
        ("甲乙。", "丙丁。", [("removed", "甲乙"), ("added", "丙丁"), ("kept", "。")]),
        ("甲乙。", "丙。丁", [("removed", "甲乙。"), ("added", "丙。丁")]),
        ("甲子乙", "丙子丁", [("removed", "甲子乙"), ("added", "丙子丁")]),
    ],
)
def test_a_single_character_is_kept_only_at_the_end_of_both(
    before: str, after: str, pieces: list[tuple[str, str]]
) -> None:
    assert [(piece.change, piece.text) for piece in phrase_changes(before, after)] == pieces
