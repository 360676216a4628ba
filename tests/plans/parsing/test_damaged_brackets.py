"""A bracket that does not say who is responsible is refused at its line."""

from __future__ import annotations

import pytest

from tests.plans.parsing.damage import WITH_BRACKETS, place, sample
from tests.plans.parsing.texts import DIVISION_2016, line_of, refusal, task_of, text_of


@pytest.mark.parametrize("broken", ["open", "close", "both", "responsible"])
@pytest.mark.parametrize(("file", "number"), sample(WITH_BRACKETS, 11))
def test_it_refuses_a_broken_bracket(file: str, number: int, broken: str) -> None:
    bracket = task_of(file, number).bracket
    assert bracket is not None
    text, span = text_of(file), bracket.span
    inside = text[span.start + 1 : span.end - 1]
    damaged = {
        "open": f"{inside}）",
        "close": f"（{inside}",
        "both": inside,
        "responsible": f"（{inside.replace('负', '付').replace('责', '贵')}）",
    }[broken]
    error = refusal(file, text[: span.start] + damaged + text[span.end :])
    assert error.code == "task_without_bracket"
    assert error.params == {"number": number}
    assert error.line == line_of(file, place(file, number)[0])


@pytest.mark.parametrize(("file", "number"), sample(WITH_BRACKETS, 11))
def test_it_refuses_a_task_without_its_bracket(file: str, number: int) -> None:
    bracket = task_of(file, number).bracket
    assert bracket is not None
    text = text_of(file)[: bracket.span.start] + text_of(file)[bracket.span.end :]
    error = refusal(file, text)
    assert (error.code, error.params) == ("task_without_bracket", {"number": number})
    assert error.line == line_of(file, place(file, number)[0])


@pytest.mark.parametrize(("file", "number"), sample(WITH_BRACKETS, 11))
def test_it_refuses_an_agency_that_nobody_knows(file: str, number: int) -> None:
    bracket = task_of(file, number).bracket
    assert bracket is not None
    mention = bracket.agencies[-1]
    text = text_of(file)[: mention.span.start] + "无名局" + text_of(file)[mention.span.end :]
    error = refusal(file, text)
    assert (error.code, error.params) == ("agency_unknown", {"number": number, "name": "无名局"})
    assert error.line == line_of(file, mention.span.start)


@pytest.mark.parametrize(
    ("bracket", "code"),
    [
        ("（知识产权局、知识产权局负责）", "agency_repeated"),
        ("（知识产权局、负责）", "agency_unknown"),
        ("（、知识产权局负责）", "agency_unknown"),
        ("（负责）", "bracket_unreadable"),
        ("（知识产权局，教育部负责）", "bracket_unreadable"),
        ("（知识产权局,教育部负责）", "agency_unknown"),
        ("（知识产权局牵头、教育部负责）", "agency_unknown"),
        ("（知识产权局牵头，教育部牵头，科技部负责）", "bracket_unreadable"),
        ("（知识产权局等等负责）", "agency_unknown"),
        ("（知识产权局负责。教育部配合）", "bracket_unreadable"),
        ("（知识产权局负责）（教育部负责）", "stray_text"),
        ("（知识产权局负责）。", "stray_text"),
        ("（知识产权局（牵头）负责）", "task_without_bracket"),
    ],
)
def test_it_refuses_a_bracket_of_another_form(bracket: str, code: str) -> None:
    found = task_of(DIVISION_2016, 5).bracket
    assert found is not None
    text = text_of(DIVISION_2016)
    error = refusal(DIVISION_2016, text[: found.span.start] + bracket + text[found.span.end :])
    assert (error.code, error.line) == (code, 37)
