"""What changed between two texts, for people who have to see it at a glance. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_CLAUSE = re.compile(r"[^，。；！？、,;!?\n]*[，。；！？、,;!?\n]?")


class Change(StrEnum):
    """What happened to a piece of text."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Piece:
    """A stretch of text and what happened to it."""

    text: str
    change: Change


def text_changes(before: str, after: str) -> list[Piece]:
    """`before` and `after` as one text in pieces, compared clause by clause.

    The kept and removed pieces joined are `before`; the kept and added ones are `after`. Clauses, not
    characters: a reader takes in a new clause at once, and a long text is compared quickly.
    """
    return [piece for piece in _pieces(_clauses(before), _clauses(after)) if piece.text]


def _clauses(text: str) -> list[str]:
    return [clause for clause in _CLAUSE.findall(text) if clause]


def _pieces(before: list[str], after: list[str]) -> Iterator[Piece]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            yield Piece("".join(before[start:end]), Change.KEPT)
        else:
            yield Piece("".join(before[start:end]), Change.REMOVED)
            yield Piece("".join(after[new_start:new_end]), Change.ADDED)
