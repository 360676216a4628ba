"""Folding: what is compared when words are looked for.

Width, case and accents do not matter (NFKD, case folded, without marks): `ＴＲＩＰＳ` is `trips`. Punctuation
ends a word. White space does so between letters and digits only, since in Chinese it is a stray of the
printed line: `第 12次` is `第12次`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

GAP = " "
"""Stands in folded text where a word cannot go on; never twice in a row, at the start or the end."""

_DROPPED = {"Mn", "Me", "Cf"}
"""Accents, and characters that only tell how others are shown."""

_SPACES = {"Zs", "Zl", "Zp"}

_DASHES = re.compile("[‐‑‒–—―−]")


@dataclass(frozen=True)
class Folded:
    """Folded text; `places` says of each character which one of the source it comes from."""

    text: str
    places: tuple[int, ...]


def fold(source: str) -> Folded:
    """`source` as it is compared."""
    letters: list[str] = []
    places: list[int] = []
    spaced = ended = False
    for place, written in enumerate(source):
        for character in _folded(written):
            if character == GAP:
                spaced = True
            elif character == "":
                ended = True
            else:
                parted = ended or (spaced and not _is_wide(character) and not _is_wide(letters[-1:]))
                if letters and parted:
                    letters.append(GAP)
                    places.append(place)
                letters.append(character)
                places.append(place)
                spaced = ended = False
    return Folded("".join(letters), tuple(places))


def written_plainly(reference: str) -> str:
    """A number or reference as it is printed: full-width letters and digits and every dash made plain."""
    return _DASHES.sub("-", unicodedata.normalize("NFKC", reference).strip())


def words_of(query: str) -> list[str]:
    """What a person looks for, as folded words in their order, each once; every one has to be found.

    Whatever is no letter or digit only parts the words: a query has no syntax.
    """
    pieces = (fold(piece).text.split(GAP) for piece in query.split())
    return list(dict.fromkeys(word for words in pieces for word in words if word))


@lru_cache(maxsize=20_000)
def _folded(written: str) -> tuple[str, ...]:
    """The letters of one character; `GAP` for white space, an empty one for what ends a word."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", written).casefold())
    kinds = ((character, unicodedata.category(character)) for character in decomposed)
    return tuple(_as_compared(character, kind) for character, kind in kinds if kind not in _DROPPED)


def _as_compared(character: str, kind: str) -> str:
    if kind in _SPACES or character.isspace():
        return GAP
    # What Unicode assigned after this Python was made are mostly rare ideographs: letters.
    return "" if kind[0] in "PS" or kind in {"Cc", "Cs"} else character


def _is_wide(character: str | list[str]) -> bool:
    return any(unicodedata.east_asian_width(one) in "WF" for one in character)
