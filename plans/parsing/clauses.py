"""Running text by clause: what stands up to a ，, a ； or a 。."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plans.parsing.passages import Erratum, read_passage
from plans.parsing.source import Source, Span

_MARKS = "，；。"
_CLAUSE = re.compile(f"[^{_MARKS}]*[{_MARKS}]|[^{_MARKS}]+")
_WIDTHS = str.maketrans("()", "（）")


@dataclass(frozen=True)
class Clause:
    """A clause as it reads, with the mark that closes it, and where it stands as printed."""

    text: str
    span: Span

    @property
    def words(self) -> str:
        """What counts when texts are compared: no white space, brackets of one width, no closing mark."""
        return "".join(self.text.split()).rstrip(_MARKS).translate(_WIDTHS)

    @property
    def mark(self) -> str:
        """The mark that closes it, '' where the text just ends."""
        return self.text[-1] if self.text[-1] in _MARKS else ""


def read_clauses(source: Source, span: Span, errata: Sequence[Erratum] = ()) -> Iterator[Clause]:
    """The clauses of the passage at `span` from beginning to end; joined, they are the passage."""
    passage = read_passage(source, span, [one for one in errata if one.file_name == source.file_name])
    for match in _CLAUSE.finditer(passage.text):
        yield Clause(match[0], passage.span(*match.span()))
