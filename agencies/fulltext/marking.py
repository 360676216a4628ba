"""Showing where words stand in a text as it was written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from agencies.fulltext.folding import fold

ELLIPSIS = "…"


@dataclass(frozen=True)
class Piece:
    """A stretch of plain text, never markup, and whether it is a hit."""

    text: str
    hit: bool


def places_of(source: str, words: Iterable[str]) -> set[int]:
    """The characters of `source` in which one of the folded `words` stands."""
    folded = fold(source)
    found: set[int] = set()
    for word in words:
        start = folded.text.find(word)
        while word and start >= 0:
            end = start + len(word)
            found.update(range(folded.places[start], folded.places[end - 1] + 1))
            start = folded.text.find(word, start + 1)
    return found


def pieces_of(source: str, hits: set[int], length: int | None = None) -> Sequence[Piece]:
    """`source` cut where `hits` begin and end.

    With `length`, in characters, no more than that of it: from shortly before the first hit, with dots
    where something is left out.
    """
    start, end = 0, len(source)
    if length is not None and end > length:
        start = max(0, min(min(hits, default=0) - length // 4, end - length))
        end = start + length
    pieces = [Piece(text, hit) for hit, text in _runs(source, hits, start, end)]
    before = [Piece(ELLIPSIS, hit=False)] if start else []
    after = [Piece(ELLIPSIS, hit=False)] if end < len(source) else []
    return [*before, *pieces, *after]


def _runs(source: str, hits: set[int], start: int, end: int) -> Iterator[tuple[bool, str]]:
    for hit, places in groupby(range(start, end), hits.__contains__):
        yield hit, "".join(source[place] for place in places)
