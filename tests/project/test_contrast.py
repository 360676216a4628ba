"""The tokens keep their promise: words stand out from every ground, and nothing has a colour beside them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

CSS: Path = settings.BASE_DIR / "static" / "css"
WORDS, PARTS = 4.5, 3.0
"""Contrast that WCAG 2.2 AA asks of words, and of outlines and parts of charts."""

GROUNDS = ("ground", "surface", "surface-sunk", "surface-pointed")
STATUSES = ("completed", "ongoing", "in-progress", "not-started", "suspended", "dropped", "no-report")
LIGHTS = ("light-red", "light-yellow", "light-green", "light-grey")
PALE = {"not-started", "no-report", "light-yellow-fill", "light-grey-fill"}
"""Fills that carry `--on-pale-fill`."""

WORDS_ON = [
    *((ink, ground) for ink in ("ink", "ink-soft", "accent", "accent-strong") for ground in GROUNDS),
    *((ink, ground) for ink in ("danger", "warning", "success", *LIGHTS) for ground in GROUNDS[:2]),
    *((f"{status}-ink", f"{status}-soft") for status in STATUSES),
    *((kind, f"{kind}-soft") for kind in ("danger", "warning", "success", "accent")),
    *(("ink", ground) for ground in ("danger-soft", "warning-soft", "success-soft", "accent-soft", "marked")),
    ("accent-strong", "accent-soft"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-accent", "danger"),
    *((ink, ground) for ink in ("on-head", "on-head-soft") for ground in ("head", "head-raised")),
    ("on-head-mark", "head-mark"),
]
PARTS_ON = [(part, ground) for part in ("line-strong", "focus", "accent") for ground in GROUNDS[:2]]
PARTS_ON += [("head-mark", "head")]
FILLS = [*STATUSES, *(f"{light}-fill" for light in LIGHTS)]


def tokens(sheet: str) -> dict[str, str]:
    """The colours that a style sheet gives `:root`."""
    root = (CSS / sheet).read_text(encoding="utf-8").partition(":root {")[2].partition("\n}")[0]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", root))


def luminance(colour: str) -> float:
    """As WCAG 2.2 defines it for sRGB."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Between 1 (alike) and 21 (black on white)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_measured_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("sheet", ["tokens.css", "dark.css"])
def test_words_and_outlines_stand_out_from_their_grounds(sheet: str) -> None:
    colours = tokens(sheet)
    wanted = [(*pair, WORDS) for pair in WORDS_ON] + [(*pair, PARTS) for pair in PARTS_ON]
    found = {f"{ink} on {ground}": contrast(colours[ink], colours[ground]) for ink, ground, _ in wanted}

    assert {
        f"{ink} on {ground}": found[f"{ink} on {ground}"]
        for ink, ground, least in wanted
        if found[f"{ink} on {ground}"] < least
    } == {}


@pytest.mark.parametrize("sheet", ["tokens.css", "dark.css"])
def test_marks_in_charts_stand_out_from_their_fills(sheet: str) -> None:
    colours = tokens(sheet)
    text = (CSS / sheet).read_text(encoding="utf-8")
    bright = re.search(r"\.bar--yellow \{\n  --on-pale-fill: (#\w+);", text)
    on = {fill: "on-pale-fill" if fill in PALE else "on-fill" for fill in FILLS}
    words = {fill: colours[name] for fill, name in on.items()}
    if bright:
        words |= dict.fromkeys(("not-started", "light-yellow-fill"), bright[1])

    assert {
        fill: contrast(words[fill], colours[fill])
        for fill in FILLS
        if contrast(words[fill], colours[fill]) < WORDS
    } == {}


def test_the_dark_has_a_colour_for_every_token_and_none_of_its_own() -> None:
    assert tokens("dark.css").keys() == tokens("tokens.css").keys()


def rules() -> dict[str, str]:
    """By name the style sheets without the tokens that they declare."""
    declared = re.compile(r":root \{.*?\n\}|--[\w-]+: [^;]+;", re.DOTALL)
    return {sheet.name: declared.sub("", sheet.read_text(encoding="utf-8")) for sheet in CSS.glob("*.css")}


def test_colours_stand_among_the_tokens_only() -> None:
    literal = re.compile(r"#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(", re.IGNORECASE)
    found = {name: literal.findall(text) for name, text in rules().items()}

    assert {name: colours for name, colours in found.items() if colours} == {}


def test_sizes_of_text_stand_among_the_tokens_only() -> None:
    """What is smaller than the words around it is so by a part of their size; paper has sizes of its own."""
    literal = re.compile(r"font-size: ([\d.]+(?:rem|px|pt));")
    found = {name: literal.findall(text) for name, text in rules().items() if name != "print.css"}

    assert {name: sizes for name, sizes in found.items() if sizes} == {}


def test_every_token_is_used_and_no_other() -> None:
    declared = set(re.findall(r"(--[\w-]+): ", (CSS / "tokens.css").read_text(encoding="utf-8")))

    assert declared == {used for text in rules().values() for used in re.findall(r"var\((--[\w-]+)\)", text)}
