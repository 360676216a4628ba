"""What a document says, each part with its place in the file.

A `text` is normalised and has the errata applied; its `span` is where it stands as printed.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from plans.parsing.source import Source, Span


@dataclass(frozen=True)
class Excerpt:
    """Words of the document and where they stand."""

    text: str
    span: Span


@dataclass(frozen=True)
class NamedDocument:
    """A document that this one names as its basis; `document_number` is '' where none is given."""

    title: str
    document_number: str
    span: Span


@dataclass(frozen=True)
class Front:
    """What stands around the sections.

    `title` names the text itself, `cover_title` the notice that it came with ('' without one).
    Whatever the text does not say is '', None or empty.
    """

    title: Excerpt
    cover_title: str
    document_number: str
    issuer: str
    issued_on: datetime.date | None
    addressees: tuple[Excerpt, ...]
    basis: tuple[NamedDocument, ...]
    preface: Excerpt | None


@dataclass(frozen=True)
class ParsedSection:
    """A heading of level 1 (一、) or 2 （一）; `path` is (3,) or (3, 2), `label` as printed.

    `goal` is the section's 目标任务, `remark` a sentence after its last task that is about the tasks.
    """

    path: tuple[int, ...]
    label: str
    title: Excerpt
    goal: Excerpt | None = None
    remark: Excerpt | None = None

    @property
    def level(self) -> int:
        """1 for a section, 2 for a subsection."""
        return len(self.path)


@dataclass(frozen=True)
class AgencyMention:
    """An agency in a bracket, as written; `leads` where 牵头 is written behind it."""

    name: str
    span: Span
    leads: bool


@dataclass(frozen=True)
class Bracket:
    """The bracket that says who is responsible.

    `text` is read as one line, `verbatim` is what the file has, line ends included; both with their
    brackets. `open_ended` means that 等 ends the list, `marked_by_duty` that 按职责分别 stands there.
    """

    text: str
    verbatim: str
    span: Span
    agencies: tuple[AgencyMention, ...]
    marked_by_duty: bool
    open_ended: bool


@dataclass(frozen=True)
class ParsedTask:
    """A numbered task without its number and bracket, in the section at `section_path`."""

    number: int
    section_path: tuple[int, ...]
    text: str
    span: Span
    bracket: Bracket | None


@dataclass(frozen=True)
class ParsedProvision:
    """One sentence of running text; `position` counts from 1 within the section at `section_path`."""

    section_path: tuple[int, ...]
    position: int
    text: str
    span: Span


@dataclass(frozen=True)
class ParsedDocument:
    """A whole document. `note` is the sentence that says who leads, None in a text without one."""

    source: Source
    front: Front
    note: Excerpt | None
    sections: tuple[ParsedSection, ...]
    tasks: tuple[ParsedTask, ...]
    provisions: tuple[ParsedProvision, ...]
