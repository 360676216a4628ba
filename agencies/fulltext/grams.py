"""Characters and pairs of characters as the index knows them: in ASCII, so that no database parses them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from agencies.fulltext.folding import GAP

MOST = 32
"""So many grams of a query are looked up; that is where its words may stand, and the text decides."""


def grams_of_text(folded: str) -> str:
    """Every character and every pair of neighbours in `folded`, each once, sorted and parted by spaces.

    The characters are there for words of one. No pair reaches over a gap.
    """
    found: set[str] = set()
    for word in folded.split(GAP):
        found.update(word)
        found.update(_pairs(word))
    return " ".join(sorted(map(_written, found)))


def grams_of_words(words: Iterable[str]) -> Sequence[str]:
    """The grams that a text has in which all `words` stand; at most `MOST` of them, from all over."""
    found = dict.fromkeys(gram for word in words for gram in (_pairs(word) or [word]))
    grams = [_written(gram) for gram in found]
    step = -(-len(grams) // MOST)
    return grams[::step] if step > 1 else grams


def _pairs(word: str) -> list[str]:
    return [word[place : place + 2] for place in range(len(word) - 1)]


@lru_cache(maxsize=50_000)
def _written(gram: str) -> str:
    """The code points of a gram, such as `77e5x8bc6` for 知识."""
    return "x".join(f"{ord(character):x}" for character in gram)
