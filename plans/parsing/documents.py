"""From the text of a file to what it says."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from plans.parsing.document import Excerpt, ParsedDocument, ParsedSection
from plans.parsing.front import read_front
from plans.parsing.outline import SECTION, Block, Kind, OutlineReader
from plans.parsing.passages import Erratum, read_passage
from plans.parsing.profiles import Profile
from plans.parsing.provisions import read_provisions
from plans.parsing.source import Line, Source, read_source
from plans.parsing.tasks import read_task

_TRAILER = re.compile(r"\s*(?:出所：.*|\[?https?://.*)")


def parse_document(
    content: bytes | str,
    *,
    profile: Profile,
    known_names: Collection[str] = (),
    errata: Iterable[Erratum] = (),
) -> ParsedDocument:
    """What the file of `profile` says; `known_names` are the spellings of agencies that are known.

    Only those `errata` apply that are of this file. Raises `DocumentError` for a text that is not
    this document or not all of it: a parse gives everything or nothing.
    """
    source = read_source(content, file_name=profile.file_name)
    own_errata = [erratum for erratum in errata if erratum.file_name == profile.file_name]
    front_lines, body_lines = _divide(source, profile)
    front = read_front(source, front_lines, profile)
    for word in profile.title_words:
        if word not in front.title.text:
            raise source.error(
                "not_this_document", front.title.span.start, found=front.title.text, expected=word
            )
    blocks = OutlineReader(source, profile).read(body_lines)
    tasks = tuple(
        read_task(
            source, block, known_names=known_names, note_opening=profile.note_opening, errata=own_errata
        )
        for block in blocks
        if block.kind is Kind.TASK
    )
    provisions = tuple(
        provision
        for block in blocks
        if block.kind is Kind.TEXT
        for provision in read_provisions(source, block, own_errata)
    )
    note = _note(source, blocks, profile)
    document = ParsedDocument(
        source=source,
        front=front,
        note=note,
        sections=tuple(_sections(source, blocks, profile, note, own_errata)),
        tasks=tasks,
        provisions=provisions,
    )
    _refuse_incomplete(document, profile, end=blocks[-1].span.end - 1)
    _refuse_misplaced(source, own_errata)
    return document


def _divide(source: Source, profile: Profile) -> tuple[list[Line], list[Line]]:
    """The lines that say something, before the first section and from it; no trailer in either."""
    lines = [line for line in source.lines if line.text.strip()]
    headings = ((index, SECTION.match(line.text)) for index, line in enumerate(lines))
    first, heading = next(((index, match) for index, match in headings if match), (0, None))
    if heading is None:
        raise source.error("no_sections", 0)
    if heading["ordinal"] != "一":
        raise source.error(
            "section_out_of_order", lines[first].start, expected="一、", found=heading["label"]
        )
    front, body = lines[:first], lines[first:]
    if not front:
        raise source.error("no_title", 0)
    if profile.title_at_end:
        front.append(body.pop())
    trailer = next((i for i, line in enumerate(body) if _TRAILER.match(line.text)), len(body))
    for line in body[trailer:]:
        if not _TRAILER.match(line.text):
            raise source.error("stray_text", line.start)
    return front, body[:trailer]


def _note(source: Source, blocks: Sequence[Block], profile: Profile) -> Excerpt | None:
    """The note that says who leads: a closing remark, or a sentence in a task's bracket."""
    if not profile.note_opening:
        return None
    for block in blocks:
        start = block.bracket if block.kind is Kind.TASK else block.span.start
        if start is None or block.kind not in (Kind.TASK, Kind.REMARK):
            continue
        passage = read_passage(source, replace(block.span, start=start))
        found = passage.text.find(profile.note_opening)
        if found < 0:
            continue
        end = len(passage.text) - (1 if block.kind is Kind.TASK else 0)
        return Excerpt(passage.text[found:end], passage.span(found, end))
    raise source.error("note_missing", blocks[-1].span.end - 1, expected=profile.note_opening)


def _sections(
    source: Source,
    blocks: Sequence[Block],
    profile: Profile,
    note: Excerpt | None,
    errata: Sequence[Erratum],
) -> Iterable[ParsedSection]:
    excerpts = {
        (block.kind, block.path): _excerpt(source, block, errata)
        for block in blocks
        if block.kind in (Kind.GOAL, Kind.REMARK)
    }
    filled = {block.path for block in blocks if block.kind in (Kind.TASK, Kind.TEXT)}
    for block in blocks:
        if block.kind not in (Kind.SECTION, Kind.SUBSECTION):
            continue
        if not any(path[: len(block.path)] == block.path for path in filled):
            raise source.error("section_empty", block.span.start, label=block.label)
        goal = excerpts.get((Kind.GOAL, block.path))
        if profile.states_goals and goal is None:
            raise source.error("goal_missing", block.span.start, label=block.label)
        remark = excerpts.get((Kind.REMARK, block.path))
        yield ParsedSection(
            path=block.path,
            label=block.label,
            title=_title(source, block, errata),
            goal=goal,
            remark=None if remark == note else remark,
        )


def _excerpt(source: Source, block: Block, errata: Sequence[Erratum]) -> Excerpt:
    passage = read_passage(source, block.span, errata)
    if not passage.text.endswith("。"):
        raise source.error("text_unfinished", block.span.end - 1)
    return Excerpt(passage.text, passage.span(0, len(passage.text)))


def _title(source: Source, block: Block, errata: Sequence[Erratum]) -> Excerpt:
    """A heading without the full stop that some have."""
    passage = read_passage(source, block.span, errata)
    end = len(passage.text.rstrip("。"))
    return Excerpt(passage.text[:end], passage.span(0, end))


def _refuse_incomplete(document: ParsedDocument, profile: Profile, *, end: int) -> None:
    levels = [section.level for section in document.sections]
    front, expected = document.front, profile.expected
    front_end = document.sections[0].title.span.start
    for code, offset, promised, found in (
        ("addressee_count", front_end, expected.addressees, len(front.addressees)),
        ("basis_count", front_end, expected.basis, len(front.basis)),
        ("section_count", end, expected.sections, levels.count(1)),
        ("subsection_count", end, expected.subsections, levels.count(2)),
        ("task_count", end, expected.tasks, len(document.tasks)),
        ("provision_count", end, expected.provisions, len(document.provisions)),
    ):
        if promised != found:
            raise document.source.error(code, offset, expected=promised, found=found)


def _refuse_misplaced(source: Source, errata: Iterable[Erratum]) -> None:
    for erratum in errata:
        offset = min(erratum.offset, len(source.text) - 1)
        there = source.text[erratum.offset : erratum.end] == erratum.printed
        if not there or source.line_at(offset).number != erratum.line:
            raise source.error("erratum_misplaced", offset, printed=erratum.printed)
