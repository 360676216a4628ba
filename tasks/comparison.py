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


def phrase_changes(before: str, after: str) -> list[Piece]:
    """The same compared character by character, for short texts that say nearly the same in other words.

    What is kept is at least two characters long, or the end of both: a single one that they happen to share
    helps nobody.
    """
    pieces: list[Piece] = []
    removed = added = ""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        at_the_end = end == len(before) and new_end == len(after)
        if kind == "equal" and (end - start > 1 or at_the_end):
            pieces += [Piece(removed, Change.REMOVED), Piece(added, Change.ADDED)]
            pieces.append(Piece(before[start:end], Change.KEPT))
            removed = added = ""
        else:
            removed += before[start:end]
            added += after[new_start:new_end]
    pieces += [Piece(removed, Change.REMOVED), Piece(added, Change.ADDED)]
    return [piece for piece in pieces if piece.text]


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
