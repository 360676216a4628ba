import pytest
from django.template import Context, Template

from tasks.enums import DerivedStatus, LightColour
from tasks.templatetags.states import LIGHT_MARKS, STATUS_MARKS


def rendered(source: str, **context: object) -> str:
    return Template("{% load states %}" + source).render(Context(context))


def test_every_status_and_light_has_a_mark_of_its_own() -> None:
    assert len(set(STATUS_MARKS.values())) == len(DerivedStatus)
    assert len(set(LIGHT_MARKS.values())) == len(LightColour)


def test_no_mark_makes_another_number_of_the_figure_beside_it() -> None:
    assert set(STATUS_MARKS.values()).isdisjoint("-‐‑‒–—―−+")


@pytest.mark.parametrize("nothing", [None, ""])
def test_nothing_reported_is_never_shown_as_not_started(nothing: str | None) -> None:
    chip = rendered("{% status_chip status %}", status=nothing)

    assert "未填报" in chip
    assert "未启动" not in chip


def test_a_light_has_its_word_and_its_reasons() -> None:
    light = rendered("{% light colour reasons %}", colour="red", reasons=["因为过期"])

    for words in ("▲", "逾期", "因为过期"):
        assert words in light
