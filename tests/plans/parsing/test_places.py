"""Every part says where it stands, and nothing that stands in a file is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from plans.parsing import Erratum
from plans.parsing.document import ParsedTask
from plans.parsing.source import Span
from tests.plans.parsing.texts import ALL, NAMING_AGENCIES, PLANS, errata, parsed, text_of

HAN = "[\u4e00-\u9fff]"


def as_it_reads(raw: str) -> str:
    """The white space rule, said once more with other means than the parser's."""
    joined = re.sub(r"\s*\n\s*", "", raw)
    parts = re.split("(《[^《》]*》)", joined)
    return "".join(
        re.sub(rf"(?<!{HAN})\s+|\s+(?!{HAN})", "", part)
        if part.startswith("《")
        else re.sub(r"\s+", "", part)
        for part in parts
    )


def with_errata(file_name: str, span: Span) -> str:
    raw = text_of(file_name)[span.start : span.end]
    for erratum in sorted(errata(), key=lambda each: -each.offset):
        start = erratum.offset - span.start
        if erratum.file_name == file_name and 0 <= start < len(raw):
            raw = raw[:start] + erratum.corrected + raw[start + len(erratum.printed) :]
    return raw


ALL_TASKS = [(file, task) for file in PLANS for task in parsed(file).tasks]


def test_every_task_is_its_place_in_the_file_plus_the_errata() -> None:
    assert len(ALL_TASKS) == 384
    for file, task in ALL_TASKS:
        assert task.text == as_it_reads(with_errata(file, task.span)), (file, task.number)


def test_every_task_follows_its_number_and_is_followed_by_its_bracket() -> None:
    for file, task in ALL_TASKS:
        before = text_of(file)[: task.span.start]
        assert re.search(rf"(?m)^\s*{task.number}[.．]\s*\Z", before), (file, task.number)
        if task.bracket:
            between = text_of(file)[task.span.end : task.bracket.span.start]
            assert not between.strip(), (file, task.number)


def test_only_the_errata_change_a_task() -> None:
    changed = [
        (file, task.number)
        for file, task in ALL_TASKS
        if task.text != as_it_reads(text_of(file)[task.span.start : task.span.end])
    ]
    assert changed == [("2020-annual-plan.txt", 34), ("2020-annual-plan.txt", 94)]


@pytest.mark.parametrize("erratum", errata(), ids=lambda each: each.printed)
def test_an_erratum_leaves_the_printed_words_readable(erratum: Erratum) -> None:
    assert text_of(erratum.file_name)[erratum.offset : erratum.end] == erratum.printed
    assert any(task.span.start <= erratum.offset < task.span.end for task in parsed(erratum.file_name).tasks)


def test_every_bracket_and_agency_is_its_place_in_the_file() -> None:
    for file in NAMING_AGENCIES:
        for task in parsed(file).tasks:
            assert task.bracket is not None
            span = task.bracket.span
            assert task.bracket.verbatim == text_of(file)[span.start : span.end]
            assert task.bracket.text == as_it_reads(task.bracket.verbatim)
            for mention in task.bracket.agencies:
                assert mention.name == as_it_reads(text_of(file)[mention.span.start : mention.span.end])


def other_excerpts(file: str) -> Iterator[tuple[str, Span]]:
    document = parsed(file)
    front = document.front
    for excerpt in (front.title, front.preface, document.note, *front.addressees):
        if excerpt:
            yield excerpt.text, excerpt.span
    for section in document.sections:
        for excerpt in (section.title, section.goal, section.remark):
            if excerpt:
                yield excerpt.text, excerpt.span
    yield from ((provision.text, provision.span) for provision in document.provisions)


@pytest.mark.parametrize("file", ALL)
def test_everything_else_is_its_place_in_the_file(file: str) -> None:
    for text, span in other_excerpts(file):
        assert text == as_it_reads(text_of(file)[span.start : span.end])


@pytest.mark.parametrize("file", ALL)
def test_what_a_document_names_stands_where_it_says(file: str) -> None:
    for named in parsed(file).front.basis:
        there = as_it_reads(text_of(file)[named.span.start : named.span.end])
        assert there == f"《{named.title}》（{named.document_number}）"


def spans_of(task: ParsedTask) -> Iterator[Span]:
    yield task.span
    if task.bracket:
        yield task.bracket.span


@pytest.mark.parametrize("file", ALL)
def test_no_character_from_the_first_section_on_is_lost(file: str) -> None:
    document, text = parsed(file), text_of(file)
    rest = list(text)
    covered = [span for task in document.tasks for span in spans_of(task)]
    covered += [span for _, span in other_excerpts(file)]
    for span in covered:
        rest[span.start : span.end] = " " * (span.end - span.start)
    first = min(section.title.span.start for section in document.sections)
    left = "".join(rest)[first:]
    labels = r"(?m)^[\s#]*(?:[一二三四五六七]、|[（(][一二三四五六七][）)]|目标任务：|工作措施：|\d+[.．])"
    trailer = r"(?m)^(?:出所：.*|\[?http.*)$"
    left = re.sub(trailer, "", re.sub(labels, "", left))
    assert set(left.split()) <= {"。"}
