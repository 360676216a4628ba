"""A passage: text as it should be read, each character still knowing where it stands in the file.

White space. A run of white space with a line end in it disappears: lines are joined without a blank.
A run within a line disappears too (`第 12次` is `第12次`), but for two places, where one blank stays:
between two Chinese characters inside 《》, where it belongs to a title, and between two Latin
letters, which would otherwise become one word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from plans.parsing.source import Source, Span

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_LATIN = re.compile("[A-Za-z]")


@dataclass(frozen=True)
class Erratum:
    """A printing error: at `offset` in the file (in `line`) stands `printed`; `corrected` was meant."""

    file_name: str
    line: int
    offset: int
    printed: str
    corrected: str
    why: str

    @property
    def end(self) -> int:
        """The offset behind what is printed."""
        return self.offset + len(self.printed)


@dataclass(frozen=True)
class Passage:
    """Text and, for each of its characters, the offset in the file that it comes from."""

    text: str
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """Where the characters `start` to `end` of this passage stand in the file."""
        return Span(self.offsets[start], self.offsets[end - 1] + 1)

    def part(self, start: int, end: int | None = None) -> Passage:
        """The passage from `start` up to but not including `end`."""
        return Passage(self.text[start:end], self.offsets[start:end])


def normalise(text: str) -> str:
    """`text` under the white space rule of this module."""
    return "".join(character for character, _ in _normalised(zip(text, range(len(text)), strict=True)))


def read_passage(source: Source, span: Span, errata: Sequence[Erratum] = ()) -> Passage:
    """The passage at `span`, normalised, with those `errata` applied that lie in it."""
    characters = list(_normalised(_corrected(source, span, errata)))
    return Passage(
        "".join(character for character, _ in characters),
        tuple(offset for _, offset in characters),
    )


def _corrected(source: Source, span: Span, errata: Sequence[Erratum]) -> Iterator[tuple[str, int]]:
    offset = span.start
    for erratum in sorted(errata, key=lambda each: each.offset):
        if not (offset <= erratum.offset and erratum.end <= span.end):
            continue
        yield from zip(source.text[offset : erratum.offset], range(offset, erratum.offset), strict=True)
        for place, character in enumerate(erratum.corrected, start=erratum.offset):
            yield character, min(place, erratum.end - 1)
        offset = erratum.end
    yield from zip(source.text[offset : span.end], range(offset, span.end), strict=True)


def _normalised(characters: Iterable[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    previous, blank, depth = "", "", 0
    blank_offset = 0
    for character, offset in characters:
        if character.isspace():
            blank += character
            blank_offset = offset
            continue
        if blank and "\n" not in blank and _keeps_blank(previous, character, in_title=depth > 0):
            yield " ", blank_offset
        blank = ""
        depth += (character == "《") - (character == "》")
        yield character, offset
        previous = character


def _keeps_blank(before: str, after: str, *, in_title: bool) -> bool:
    if in_title and _HAN.match(before) and _HAN.match(after):
        return True
    return bool(_LATIN.match(before) and _LATIN.match(after))
