"""Charts as SVG made here: each part with its word, mark and number, and the figures as a table beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.db.models import TextChoices
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from tasks.templatetags.lists import task_list_url
from tasks.templatetags.states import MARKS

register = template.Library()

ROOM_FOR_MARK, ROOM_FOR_NUMBER = 4, 14
"""Percent of a bar's width from which a part carries its mark, and its number too, even on a phone."""

ROOM_IN_LARGE_TEXT = 1.75
"""How much more of a bar both take up on a phone in large text, where what is `tight` is left out."""

SHORT = 3
"""How much more of a bar in the cell of a table a mark takes up than of one as wide as the page."""


@dataclass(frozen=True)
class Segment:
    """A part of a bar: its choice, how many, and how many stand before it."""

    value: str
    label: str
    mark: str
    count: int
    offset: int


def segments(counts: Mapping[TextChoices, int]) -> list[Segment]:
    """The parts of a bar in the order in which the choices are declared; what is not counted is 0."""
    if not counts:
        return []
    found, offset = [], 0
    for choice, value, label, mark in _words(type(next(iter(counts))), get_language()):
        count = counts.get(choice, 0)
        found.append(Segment(value, label, mark, count, offset))
        offset += count
    return found


@lru_cache(maxsize=20)
def _words(choices: type[TextChoices], _language: str | None) -> Sequence[tuple[TextChoices, str, str, str]]:
    """The choices with their values, their labels in that language, and their marks."""
    return [(choice, choice.value, str(choice.label), MARKS[choice]) for choice in choices]


@register.simple_tag
def stacked_bar(counts: Mapping[TextChoices, int], label: object = "", *, short: bool = False) -> SafeString:
    """`counts` by a choice as one bar; `label` says of what, to those who cannot see it.

    `short` is one in the cell of a table.
    """
    parts = [part for part in segments(counts) if part.count]
    total = sum(part.count for part in parts)
    said = gettext("; ").join([f"{part.label} {part.count}" for part in parts])
    named = gettext("%(what)s: %(counts)s") % {"what": label, "counts": said} if label else said
    shown = "".join([_part(part, total, SHORT if short else 1) for part in parts])
    return SafeString(f'<svg class="stacked-bar" role="img" aria-label="{escape(named)}">{shown}</svg>')


def _part(part: Segment, total: int, times: int) -> str:
    """A part, measured in percent of the bar so that its mark keeps its shape however wide that is.

    `times` is how often the room for marks and numbers is needed.
    """
    start, width = 100 * part.offset / total, 100 * part.count / total
    number = _shown(f" {part.count}", width, times * ROOM_FOR_NUMBER)
    text = _shown(f"{part.mark}{number}", width, times * ROOM_FOR_MARK)
    if text:
        text = f'<text x="{start + width / 2:.2f}%" y="50%">{text}</text>'
    return (
        f'<g class="bar--{part.value}"><title>{escape(part.label)} {part.count}</title>'
        f'<rect x="{start:.2f}%" width="{width:.2f}%" height="100%"/>{text}</g>'
    )


def _shown(words: str, width: float, room: float) -> str:
    """`words` in a part of that width, if they find the room that they need."""
    if width < room:
        return ""
    return words if width >= room * ROOM_IN_LARGE_TEXT else f'<tspan class="tight">{words}</tspan>'


@register.inclusion_tag("components/_legend.html", takes_context=True)
def legend(
    context: template.Context, counts: Mapping[TextChoices, int], by: str = "", **filters: Any
) -> dict[str, Any]:
    """What the colours and marks of a bar mean, each with its number.

    With `by`, the filter of tasks that means the choice, each leads to its tasks among those of `filters`.
    """
    return {"figures": [(part, _leads(context, part, by, filters)) for part in segments(counts)]}


@register.inclusion_tag("components/_figures.html", takes_context=True)
def figures(
    context: template.Context,
    counts: Mapping[TextChoices, int],
    label: object,
    by: str = "",
    **filters: Any,
) -> dict[str, Any]:
    """The table of a chart that is one bar; `label` says of what.

    `by` and `filters` as of a legend.
    """
    parts = segments(counts)
    return {
        "figures": [(part, _leads(context, part, by, filters)) for part in parts],
        "label": label,
        "total": sum(part.count for part in parts),
        "total_url": task_list_url(context, **filters) if by else "",
        "appearance": context.get("appearance"),
    }


def _leads(context: template.Context, part: Segment, by: str, filters: Mapping[str, Any]) -> str:
    """The address of the tasks of a part; none where there are none, or the chart is not of tasks."""
    return task_list_url(context, **filters, **{by: part.value}) if by and part.count else ""


@register.simple_tag
def count_headings(counts: Mapping[TextChoices, int]) -> SafeString:
    """The heading cells of the table behind a chart, one a choice."""
    return SafeString(
        "".join([f'<th scope="col" class="number">{escape(part.label)}</th>' for part in segments(counts)])
    )
