"""The body of a document as blocks in their order: headings, goals, tasks, remarks, running text.

What a line is follows from its Chinese ordinal or its number and from what stands before it, never
from the depth of a heading mark, which is wrong in places, nor from blank lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from plans.parsing.numerals import NUMERAL, chinese_numeral
from plans.parsing.passages import read_passage
from plans.parsing.profiles import Profile
from plans.parsing.source import Line, Source, Span

_MARKS = r"\s*#*\s*"
_TITLE = r"\s*(?P<title>[\u4e00-\u9fff].*?)\s*$"
SECTION = re.compile(rf"{_MARKS}(?P<label>(?P<ordinal>{NUMERAL})、){_TITLE}")
_SUBSECTION = re.compile(rf"{_MARKS}(?P<label>[（(](?P<ordinal>{NUMERAL})[）)]){_TITLE}")
_TASK = re.compile(r"\s*(?P<label>(?P<number>\d{1,3})\s*[.．])\s*(?P<text>[^\d\s].*?)\s*$")
_GOAL = re.compile(r"\s*(?P<label>目标任务：)\s*(?P<text>\S.*?)\s*$")
_MEASURES = re.compile(r"\s*工作措施：\s*$")
_RESPONSIBLE = re.compile(r"[（(][^（）()]*负责(?:。[^（）()]*)?[）)]")
_REMARK_OPENING = "上述"


class Kind(Enum):
    """What a block is."""

    SECTION = "section"
    SUBSECTION = "subsection"
    GOAL = "goal"
    TASK = "task"
    REMARK = "remark"
    TEXT = "text"


@dataclass(frozen=True)
class Block:
    """A part of the body: its content without label, from `span.start` to `span.end`.

    `path` is the section it stands in, or for a heading its own. `bracket` is where a task's
    responsibility bracket begins, None as long as the task has none.
    """

    kind: Kind
    path: tuple[int, ...]
    label: str
    span: Span
    number: int = 0
    bracket: int | None = None


class OutlineReader:
    """Reads lines one after the other; every line finds its place or is refused."""

    def __init__(self, source: Source, profile: Profile) -> None:
        self._source = source
        self._profile = profile
        self._path: tuple[int, ...] = (0,)
        self._blocks: list[Block] = []
        self._tasks = 0

    def read(self, lines: Sequence[Line]) -> list[Block]:
        """The blocks of the body that `lines` are; raises `DocumentError` at the first wrong line."""
        for line in lines:
            if line.text.strip():
                self._take(line)
        self._close()
        return self._blocks

    def _take(self, line: Line) -> None:
        if match := SECTION.match(line.text):
            self._close()
            self._open_section(line, match, Kind.SECTION, (self._path[0] + 1,))
        elif match := _SUBSECTION.match(line.text):
            self._close()
            ordinal = self._path[1] + 1 if len(self._path) > 1 else 1
            self._open_section(line, match, Kind.SUBSECTION, (self._path[0], ordinal))
        elif not self._profile.running_text and (match := _TASK.match(line.text)):
            self._close()
            self._open_task(line, match)
        elif self._profile.states_goals and (match := _GOAL.match(line.text)):
            self._require(line, Kind.SECTION)
            self._append(Kind.GOAL, match["label"], _span(line, match, "text"))
        elif self._profile.states_goals and _MEASURES.match(line.text):
            self._require(line, Kind.GOAL)
        else:
            self._continue(line)

    def _require(self, line: Line, before: Kind) -> None:
        if not self._blocks or self._blocks[-1].kind is not before:
            raise self._source.error("stray_text", line.start)

    def _open_section(self, line: Line, match: re.Match[str], kind: Kind, path: tuple[int, ...]) -> None:
        expected = chinese_numeral(path[-1])
        if match["ordinal"] != expected:
            raise self._source.error(
                "section_out_of_order",
                line.start,
                expected=match["label"].replace(match["ordinal"], expected),
                found=match["label"],
            )
        self._path = path
        self._append(kind, match["label"], _span(line, match, "title"))

    def _open_task(self, line: Line, match: re.Match[str]) -> None:
        number, expected = int(match["number"]), self._tasks + 1
        if self._blocks and self._blocks[-1].kind is Kind.REMARK:
            raise self._source.error("stray_text", self._blocks[-1].span.start)
        if 0 < number < expected:
            raise self._source.error("task_repeated", line.start, found=number)
        if number != expected:
            raise self._source.error("task_out_of_order", line.start, expected=expected, found=number)
        self._tasks = number
        self._append(Kind.TASK, match["label"], _span(line, match, "text"), number)
        self._look_for_bracket()

    def _continue(self, line: Line) -> None:
        last = self._blocks[-1]
        span = Span(line.start + _indent(line), line.start + len(line.text.rstrip()))
        if last.kind in (Kind.SECTION, Kind.SUBSECTION) and self._fills_column(last):
            self._extend(span.end)
        elif last.kind is Kind.SUBSECTION and self._profile.running_text:
            self._append(Kind.TEXT, "", span)
        elif last.kind in (Kind.TEXT, Kind.REMARK):
            self._extend(span.end)
        elif last.kind is Kind.TASK and self._is_open(last):
            self._extend(span.end)
            self._look_for_bracket()
        elif last.kind is Kind.TASK:
            self._append_remark(span)
        else:
            raise self._source.error("stray_text", line.start)

    def _fills_column(self, heading: Block) -> bool:
        """A heading goes on in the next line if it fills its line and no full stop ends it."""
        line = self._source.line_at(heading.span.end - 1)
        text = "".join(line.text.split())
        column = self._profile.column
        return column is not None and len(text) >= column and not text.endswith("。")

    def _is_open(self, task: Block) -> bool:
        return self._profile.names_agencies and task.bracket is None

    def _look_for_bracket(self) -> None:
        task = self._blocks[-1]
        if not self._profile.names_agencies:
            return
        passage = read_passage(self._source, task.span)
        match = _RESPONSIBLE.search(passage.text)
        if match is None:
            return
        bracket = passage.span(*match.span())
        span = Span(task.span.start, bracket.end)
        self._blocks[-1] = replace(task, span=span, bracket=bracket.start)
        if match.end() < len(passage.text):
            self._append_remark(Span(passage.offsets[match.end()], task.span.end))

    def _append_remark(self, span: Span) -> None:
        if not self._source.text.startswith(_REMARK_OPENING, span.start):
            raise self._source.error("stray_text", span.start)
        self._append(Kind.REMARK, "", span)

    def _append(self, kind: Kind, label: str, span: Span, number: int = 0) -> None:
        self._blocks.append(Block(kind, self._path, label, span, number))

    def _extend(self, end: int) -> None:
        last = self._blocks[-1]
        self._blocks[-1] = replace(last, span=Span(last.span.start, end))

    def _close(self) -> None:
        if not self._blocks:
            return
        last = self._blocks[-1]
        if last.kind is Kind.TASK and self._is_open(last):
            raise self._source.error("task_without_bracket", last.span.start, number=last.number)


def _indent(line: Line) -> int:
    return len(line.text) - len(line.text.lstrip())


def _span(line: Line, match: re.Match[str], group: str) -> Span:
    return Span(line.start + match.start(group), line.start + match.end(group))
