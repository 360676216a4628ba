"""What stands before the first section: the notice with its addressees, the title, the preface."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from plans.parsing.document import Excerpt, Front, NamedDocument
from plans.parsing.passages import Passage, read_passage
from plans.parsing.profiles import Profile
from plans.parsing.source import Line, Source, Span

_NUMBER = re.compile(r"\S+〔\d{4}〕\d+号")
_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_IN_BRACKETS = re.compile(r"[（(].*")
_NAMED = re.compile(r"《(?P<title>(?:[^《》]|〈|〉)+)》（(?P<number>[^（）〔]+〔\d{4}〕\d+号)）")
_ADDRESSEE = re.compile(r"(?:各省、自治区、直辖市)?[^、，：]+")
_PREFACE_OPENING = "为"


def read_front(source: Source, lines: Sequence[Line], profile: Profile) -> Front:
    """The front that `lines` (all before the first section, none empty) are."""
    if profile.title_at_end:
        *lines, last = lines
        return _front(source, title=[last], issuer=[], preface=list(lines))
    numbered = next((i for i, line in enumerate(lines) if _NUMBER.fullmatch(line.text.strip())), None)
    if numbered is not None:
        return _front_with_notice(source, list(lines), numbered)
    heading, preface = _until_preface(list(lines))
    issuer = [line for line in heading[1:] if not _in_brackets(line)]
    if profile.names_issuer and not issuer:
        raise source.error("no_issuer", lines[0].start)
    if issuer and not profile.names_issuer:
        raise source.error("stray_text", issuer[0].start)
    return _front(source, title=heading[:1], issuer=issuer, preface=preface)


def _front_with_notice(source: Source, lines: list[Line], numbered: int) -> Front:
    number = lines[numbered]
    addressed = next(
        (i for i, line in enumerate(lines) if i > numbered and line.text.rstrip().endswith("：")), None
    )
    if addressed is None:
        raise source.error("no_addressees", number.start)
    dated = next((i for i, line in enumerate(lines) if _DATE.fullmatch(line.text.strip())), None)
    if dated is None:
        raise source.error("no_issuer", lines[addressed].start)
    issuer = next(line for line in reversed(lines[:dated]) if not _in_brackets(line))
    if issuer.number <= lines[addressed].number or issuer.text.rstrip().endswith("。"):
        raise source.error("no_issuer", issuer.start)
    heading, preface = _until_preface(lines[dated + 1 :])
    return _front(
        source,
        title=[line for line in heading if not _in_brackets(line)],
        issuer=[issuer],
        preface=preface,
        cover=lines[:numbered],
        document_number=number.text.strip(),
        issued_on=_date(source, lines[dated]),
        addressees=_addressees(_passage(source, lines[numbered + 1 : addressed + 1])),
    )


def _front(
    source: Source,
    *,
    title: list[Line],
    issuer: list[Line],
    preface: list[Line],
    cover: Sequence[Line] = (),
    document_number: str = "",
    issued_on: datetime.date | None = None,
    addressees: tuple[Excerpt, ...] = (),
) -> Front:
    title_passage = _unquoted(_passage(source, title))
    if not title_passage.text:
        raise source.error("no_title", 0)
    preface_passage = _passage(source, preface)
    if preface and not preface_passage.text.endswith("。"):
        raise source.error("text_unfinished", preface[-1].start)
    return Front(
        title=_excerpt(title_passage),
        cover_title=_passage(source, cover).text.lstrip("#"),
        document_number=document_number,
        issuer=_passage(source, issuer).text,
        issued_on=issued_on,
        addressees=addressees,
        basis=_named(preface_passage),
        preface=_excerpt(preface_passage) if preface else None,
    )


def _until_preface(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    starts = (i for i, line in enumerate(lines) if line.text.strip().startswith(_PREFACE_OPENING))
    start = next(starts, len(lines))
    return lines[:start], lines[start:]


def _passage(source: Source, lines: Sequence[Line]) -> Passage:
    if not lines:
        return Passage("", ())
    last = lines[-1]
    return read_passage(source, Span(lines[0].start, last.start + len(last.text)))


def _unquoted(title: Passage) -> Passage:
    """The title without heading marks, and without 《》 if they enclose all of it."""
    marks = len(title.text) - len(title.text.lstrip("#"))
    title = title.part(marks)
    enclosed = title.text.startswith("《") and title.text.find("》") == len(title.text) - 1
    return title.part(1, -1) if enclosed else title


def _excerpt(passage: Passage) -> Excerpt:
    return Excerpt(passage.text, passage.span(0, len(passage.text)))


def _in_brackets(line: Line) -> bool:
    return _IN_BRACKETS.fullmatch(line.text.strip()) is not None


def _date(source: Source, line: Line) -> datetime.date:
    match = _DATE.fullmatch(line.text.strip())
    try:
        year, month, day = map(int, match.groups()) if match else (0, 0, 0)
        return datetime.date(year, month, day)
    except ValueError as error:
        raise source.error("no_date", line.start) from error


def _addressees(passage: Passage) -> tuple[Excerpt, ...]:
    """Names are divided by 、 or ，; 各省、自治区、直辖市 is one phrase."""
    matches = _ADDRESSEE.finditer(passage.text)
    return tuple(Excerpt(match[0], passage.span(*match.span())) for match in matches)


def _named(preface: Passage) -> tuple[NamedDocument, ...]:
    return tuple(
        NamedDocument(match["title"], match["number"], preface.span(*match.span()))
        for match in _NAMED.finditer(preface.text)
    )
