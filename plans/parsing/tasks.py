"""Numbered tasks out of their blocks."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from plans.parsing.brackets import read_bracket
from plans.parsing.document import Bracket, ParsedTask
from plans.parsing.outline import Block
from plans.parsing.passages import Erratum, read_passage
from plans.parsing.source import Source, Span

_CLOSING = {"）": "（", ")": "（", "》": "《", "〉": "〈", "”": "“", "〕": "〔"}
_OPENING = {"（": "（", "(": "（", "《": "《", "〈": "〈", "“": "“", "〔": "〔"}


def read_task(
    source: Source,
    block: Block,
    *,
    known_names: Collection[str],
    note_opening: str,
    errata: Sequence[Erratum],
) -> ParsedTask:
    """The task in `block`; raises `DocumentError` if it is cut short or its brackets do not match."""
    end = block.span.end if block.bracket is None else block.bracket
    passage = read_passage(source, Span(block.span.start, end), errata)
    if not passage.text.endswith("。"):
        raise source.error("task_unfinished", end - 1, number=block.number)
    _refuse_unbalanced(source, Span(block.span.start, end), block.number)
    bracket: Bracket | None = None
    if block.bracket is not None:
        bracket_passage = read_passage(source, Span(block.bracket, block.span.end), errata)
        bracket = read_bracket(
            source, bracket_passage, number=block.number, known_names=known_names, note_opening=note_opening
        )
    return ParsedTask(
        number=block.number,
        section_path=block.path,
        text=passage.text,
        span=passage.span(0, len(passage.text)),
        bracket=bracket,
    )


def _refuse_unbalanced(source: Source, span: Span, number: int) -> None:
    opened: list[tuple[str, int]] = []
    for offset in range(span.start, span.end):
        character = source.text[offset]
        if character in _OPENING:
            opened.append((_OPENING[character], offset))
        elif character in _CLOSING and (not opened or opened.pop()[0] != _CLOSING[character]):
            raise source.error("unbalanced_bracket", offset, number=number)
    if opened:
        raise source.error("unbalanced_bracket", opened[-1][1], number=number)
