import re

from django.template import Context, Template
from django.utils import translation

from tasks.enums import DerivedStatus, LightColour
from tasks.templatetags.charts import segments


def rendered(source: str, **context: object) -> str:
    return Template("{% load charts %}" + source).render(Context(context))


def widths(bar: str) -> list[float]:
    return [float(width) for width in re.findall(r'<rect x="[\d.]+%" width="([\d.]+)%"', bar)]


def test_the_parts_of_a_bar_stand_in_the_order_of_the_words_and_end_to_end() -> None:
    parts = segments({LightColour.GREY: 1, LightColour.RED: 3, LightColour.GREEN: 2})

    assert [(part.value, part.count, part.offset) for part in parts] == [
        ("red", 3, 0),
        ("yellow", 0, 3),
        ("green", 2, 3),
        ("grey", 1, 5),
    ]


def test_a_bar_says_its_numbers_to_those_who_cannot_see_it() -> None:
    counts = {LightColour.RED: 3, LightColour.GREEN: 0}
    with translation.override("zh-hans"):
        bar = rendered("{% stacked_bar counts of %}", counts=counts, of='“剑网”<"')
        assert f'aria-label="“剑网”&lt;&quot;：{LightColour.RED.label} 3"' in bar
    assert widths(bar) == [100]
    assert "style=" not in bar


def test_a_part_has_its_shape_beside_its_colour() -> None:
    bar = rendered("{% stacked_bar counts %}", counts={LightColour.RED: 10, LightColour.YELLOW: 90})

    assert re.findall(r"<text[^>]*>([^<]*)</text>", bar) == ["▲", "◆ 90"]


def test_a_part_too_narrow_for_its_shape_keeps_its_word_and_number() -> None:
    bar = rendered("{% stacked_bar counts %}", counts={LightColour.RED: 1, LightColour.GREY: 99})

    assert f"<title>{LightColour.RED.label} 1</title>" in bar
    assert "▲" not in bar


def test_a_part_of_a_short_bar_needs_more_of_it_for_its_shape_and_number() -> None:
    counts = {LightColour.RED: 10, LightColour.YELLOW: 40, LightColour.GREEN: 50}
    bar = rendered("{% stacked_bar counts short=True %}", counts=counts)

    assert re.findall(r"<text[^>]*>(.*?)</text>", bar) == ["◆", '●<tspan class="tight"> 50</tspan>']


def test_a_part_says_what_finds_no_room_on_a_phone_in_large_text() -> None:
    counts = {LightColour.RED: 5, LightColour.YELLOW: 15, LightColour.GREEN: 80}
    bar = rendered("{% stacked_bar counts %}", counts=counts)

    assert re.findall(r"<text[^>]*>(.*?)</text>", bar) == [
        '<tspan class="tight">▲</tspan>',
        '◆<tspan class="tight"> 15</tspan>',
        "● 80",
    ]


def test_a_bar_of_nothing_is_still_a_bar() -> None:
    assert rendered("{% stacked_bar counts %}", counts={}).startswith('<svg class="stacked-bar" role="img"')


def test_the_legend_and_the_table_have_every_number_even_none() -> None:
    counts = {DerivedStatus.COMPLETED: 2}
    legend, table = (
        rendered("{% legend counts %}", counts=counts),
        rendered("{% figures counts 'x' %}", counts=counts),
    )

    for status in DerivedStatus:
        assert str(status.label) in legend
        assert str(status.label) in table
    assert ">●</text>" in legend
    assert table.count("<tr>") == len(DerivedStatus) + 1
