"""The text of a file: decoded, checked, and addressable by character and by line."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from plans.parsing.errors import DocumentError

_LAYOUT = "\n\r\t"
_FORBIDDEN_CATEGORIES = {"Cc", "Cf", "Co", "Cn", "Cs"}
_LATIN_1_RUN = re.compile("[\u0080-\u00ff]{4,}")
# What the first byte of a Chinese character in UTF-8 becomes together with the second, read as GB 18030.
_UTF_8_STARTS = bytes(
    each for lead in range(0xE4, 0xEA) for trail in range(0x80, 0xC0) for each in (lead, trail)
)
_GB_18030_RUN = re.compile(f"[{_UTF_8_STARTS.decode('gb18030')}].{{5}}")


@dataclass(frozen=True)
class Span:
    """Characters of a file's text: from `start` up to but not including `end`, counted from 0."""

    start: int
    end: int


@dataclass(frozen=True)
class Line:
    """One line without its end; `number` counts from 1, `start` is the offset of its first character."""

    number: int
    start: int
    text: str


@dataclass(frozen=True)
class Source:
    """A file's name and its whole text, exactly as it stands in the file."""

    file_name: str
    text: str

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Every line, the empty ones too."""
        return tuple(
            Line(number, start, text)
            for number, (start, text) in enumerate(
                zip(self._starts, self.text.split("\n"), strict=True), start=1
            )
        )

    def line_at(self, offset: int) -> Line:
        """The line in which the character at `offset` stands."""
        return self.lines[bisect_right(self._starts, offset) - 1]

    def error(self, code: str, offset: int, **params: str | int) -> DocumentError:
        """The error that shows the line at `offset`, to be raised."""
        line = self.line_at(offset)
        return DocumentError(
            code,
            file_name=self.file_name,
            line=line.number,
            text=line.text.rstrip("\r"),
            **params,
        )


def read_source(content: bytes | str, *, file_name: str) -> Source:
    """The text of a file, refused unless all of it is UTF-8 that was meant as such.

    Raises `DocumentError` for other bytes, for characters that no printed text has (NUL, U+FFFD, a
    byte order mark, private use), and for parts that were decoded with the wrong encoding earlier.
    """
    source = Source(file_name, _decode(content, file_name) if isinstance(content, bytes) else content)
    for offset, found, meant in _misread(source.text):
        raise source.error("mixed_encoding", offset, found=found, meant=meant)
    for offset, character in enumerate(source.text):
        if character in _LAYOUT:
            continue
        if character == "\ufffd" or unicodedata.category(character) in _FORBIDDEN_CATEGORIES:
            raise source.error("forbidden_character", offset, found=f"U+{ord(character):04X}")
    return source


def _decode(content: bytes, file_name: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8")
        rest, _, _ = content[error.start :].partition(b"\n")
        readable = Source(file_name, before + rest.decode("utf-8", errors="backslashreplace"))
        found = content[error.start : error.end].hex(" ").upper()
        raise readable.error("not_utf8", len(before), found=found) from error


def _misread(text: str) -> Iterator[tuple[int, str, str]]:
    """Runs that give other sense when encoded back: (offset, as it stands, as it was meant)."""
    for run, written, read in (
        (_LATIN_1_RUN, "latin-1", "utf-8"),
        (_LATIN_1_RUN, "latin-1", "gb18030"),
        (_GB_18030_RUN, "gb18030", "utf-8"),
    ):
        for match in run.finditer(text):
            try:
                meant = match[0].encode(written).decode(read)
            except UnicodeError:
                continue
            yield match.start(), match[0], meant
