"""A source text cut into passages to be shown with what stands in it marked. Pure; offsets in characters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Mark:
    """From `start` up to `end` stands `owner`."""

    start: int
    end: int
    owner: Any


@dataclass(frozen=True)
class Erratum:
    """A printing error: where it starts, what is printed, what it should read, and why."""

    offset: int
    printed: str
    corrected: str
    why: str


@dataclass(frozen=True)
class Piece:
    """Text as printed, wholly inside or wholly outside one erratum."""

    text: str
    erratum: Erratum | None = None


@dataclass(frozen=True)
class Passage:
    """A stretch of text that belongs to `owner`, or to nobody (None)."""

    owner: Any
    pieces: tuple[Piece, ...]


def errata_of(rows: Iterable[dict[str, Any]]) -> list[Erratum]:
    """The errata as a document keeps them."""
    return [Erratum(row["offset"], row["printed"], row["corrected"], row["why"]) for row in rows]


def passages(
    text: str,
    marks: Iterable[Mark],
    errata: Sequence[Erratum] = (),
    window: tuple[int, int] | None = None,
) -> list[Passage]:
    """`text` (or its `window`) from beginning to end; joined, the pieces are the text unchanged.

    Of marks that overlap, the one that starts first is shown, and of two at one place the longer.
    """
    position, last = window or (0, len(text))
    found = []
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        if mark.start < position or mark.end > last:
            continue
        found.append(_passage(text, position, mark.start, None, errata))
        found.append(_passage(text, mark.start, mark.end, mark.owner, errata))
        position = mark.end
    found.append(_passage(text, position, last, None, errata))
    return [passage for passage in found if passage.pieces]


def surroundings(text: str, start: int, end: int, around: int = 80) -> tuple[int, int]:
    """The window of whole lines that has at least `around` characters before `start` and after `end`."""
    first = text.rfind("\n", 0, max(start - around, 0)) + 1
    last = text.find("\n", end + around)
    return first, len(text) if last < 0 else last


def _passage(text: str, start: int, end: int, owner: Any, errata: Sequence[Erratum]) -> Passage:
    pieces = []
    position = start
    for erratum in errata:
        after = erratum.offset + len(erratum.printed)
        if erratum.offset < position or after > end:
            continue
        pieces.append(Piece(text[position : erratum.offset]))
        pieces.append(Piece(text[erratum.offset : after], erratum))
        position = after
    pieces.append(Piece(text[position:end]))
    return Passage(owner, tuple(piece for piece in pieces if piece.text))
