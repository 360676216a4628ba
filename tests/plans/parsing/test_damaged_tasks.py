"""A text that lost, repeated or moved something is refused, and never gives fewer tasks."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plans.parsing import DocumentError, ParsedDocument
from tests.plans.parsing.damage import TASKS, line_in, place, sample
from tests.plans.parsing.texts import (
    ALL,
    NAMING_AGENCIES,
    PLANS,
    line_of,
    parse,
    parsed,
    refusal,
    task_of,
    text_of,
)

FOLLOWED_BY_A_TASK = [
    (file, task.number)
    for file in NAMING_AGENCIES
    for task, following in pairwise(parsed(file).tasks)
    if task.section_path == following.section_path
]


def parsed_or_refused(file: str, text: str) -> ParsedDocument | None:
    try:
        return parse(file, text)
    except DocumentError:
        return None


def skeleton(document: ParsedDocument) -> list[tuple[int, tuple[int, ...], int]]:
    """Of each task its number, its section, and how many agencies it names."""
    return [
        (task.number, task.section_path, len(task.bracket.agencies) if task.bracket else 0)
        for task in document.tasks
    ]


@pytest.mark.parametrize(("file", "number"), sample(TASKS, 4))
def test_it_refuses_a_text_without_one_of_its_tasks(file: str, number: int) -> None:
    start, end = place(file, number)
    text = text_of(file)[:start] + text_of(file)[end:]
    error = refusal(file, text)
    if number == len(parsed(file).tasks):
        assert error.code in {"task_count", "stray_text", "note_missing", "section_empty"}
    else:
        next_start = place(file, number + 1)[0] - (end - start)
        assert (error.code, error.params) == (
            "task_out_of_order",
            {"expected": number, "found": number + 1},
        )
        assert error.line == line_in(text, next_start)
        assert error.text.strip().startswith(str(number + 1))


@pytest.mark.parametrize(("file", "number"), sample(TASKS, 7))
def test_it_refuses_a_task_that_has_lost_its_number(file: str, number: int) -> None:
    start = place(file, number)[0]
    text = text_of(file)[:start] + text_of(file)[task_of(file, number).span.start :]
    error = refusal(file, text)
    next_line = line_in(text, place(file, number + 1)[0]) if (file, number + 1) in TASKS else 0
    assert error.line in {line_in(text, start), next_line} or error.code == "task_count"


@pytest.mark.parametrize(("file", "number"), sample(TASKS, 7))
def test_it_refuses_a_number_that_stands_twice(file: str, number: int) -> None:
    start, end = place(file, number)
    copy = text_of(file)[start:end]
    text = f"{text_of(file)[:end]}\n{copy}\n{text_of(file)[end:].lstrip(' ')}"
    error = refusal(file, text)
    assert (error.code, error.params) == ("task_repeated", {"found": number})
    assert error.line == line_in(text, end + 1)


@pytest.mark.parametrize(("file", "number"), sample([case for case in TASKS if case[1] > 1], 9))
def test_it_refuses_two_tasks_in_each_others_place(file: str, number: int) -> None:
    text = text_of(file)
    (first, first_end), (second, second_end) = place(file, number - 1), place(file, number)
    swapped = (
        text[:first]
        + text[second:second_end]
        + text[first_end:second]
        + text[first:first_end]
        + text[second_end:]
    )
    error = refusal(file, swapped)
    assert error.code == "task_out_of_order"
    assert error.params == {"expected": number - 1, "found": number}
    assert error.line == line_of(file, first)


@pytest.mark.parametrize(("file", "number"), sample(FOLLOWED_BY_A_TASK, 11))
def test_it_refuses_two_tasks_in_one_line(file: str, number: int) -> None:
    end, following = place(file, number)[1], place(file, number + 1)[0]
    error = refusal(file, text_of(file)[:end] + text_of(file)[following:])
    assert (error.code, error.line) == ("stray_text", line_of(file, end - 1))


@pytest.mark.parametrize("file", ALL)
def test_it_refuses_a_text_without_one_of_its_headings(file: str) -> None:
    sections = parsed(file).sections
    for index, section in enumerate(sections):
        line_start = text_of(file).rindex("\n", 0, section.title.span.start) + 1
        line_end = text_of(file).index("\n", section.title.span.end)
        error = refusal(file, text_of(file)[:line_start] + text_of(file)[line_end + 1 :])
        following = [each for each in sections[index + 1 :] if each.level <= section.level]
        if following and following[0].level == section.level:
            assert error.code in {
                "section_out_of_order",
                "goal_missing",
                "stray_text",
                "provision_unfinished",
            }
        assert error.line >= 1


@pytest.mark.parametrize("file", PLANS)
@pytest.mark.parametrize("share", [0.2, 0.5, 0.8, 0.9])
def test_it_refuses_a_text_that_breaks_off(file: str, share: float) -> None:
    refusal(file, text_of(file)[: int(len(text_of(file)) * share)])


@pytest.mark.parametrize("file", ALL)
@settings(max_examples=40, deadline=None)
@given(position=st.floats(0, 1, exclude_max=True))
def test_a_text_that_breaks_off_is_refused_or_complete(file: str, position: float) -> None:
    text = text_of(file)
    document = parsed_or_refused(file, text[: int(len(text) * position)])
    assert document is None or (document.tasks, document.provisions, document.note) == (
        parsed(file).tasks,
        parsed(file).provisions,
        parsed(file).note,
    )


@pytest.mark.parametrize("file", ALL)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_text_without_one_line_is_refused_or_loses_no_task(file: str, data: st.DataObject) -> None:
    lines = text_of(file).split("\n")
    index = data.draw(st.sampled_from([i for i, line in enumerate(lines) if line.strip()]))
    document = parsed_or_refused(file, "\n".join([*lines[:index], *lines[index + 1 :]]))
    assert document is None or skeleton(document) == skeleton(parsed(file))
