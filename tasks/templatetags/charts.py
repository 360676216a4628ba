"""Charts as SVG made here: each part with its word, mark and number, and the figures as a table beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.db.models import TextChoices
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tasks.templatetags.states import MARKS

register = template.Library()

ROOM_FOR_MARK, ROOM_FOR_NUMBER = 4, 14
"""Percent of a bar's width from which a part carries its mark, and its number too, even on a phone."""


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
    for choice in type(next(iter(counts))):
        count = counts.get(choice, 0)
        found.append(Segment(choice.value, str(choice.label), MARKS[choice], count, offset))
        offset += count
    return found


@register.simple_tag
def stacked_bar(counts: Mapping[TextChoices, int], label: object = "") -> SafeString:
    """`counts` by a choice as one bar; `label` says of what, to those who cannot see it."""
    parts = [part for part in segments(counts) if part.count]
    total = sum(part.count for part in parts)
    said = format_html_join("", "{} {}；", ((part.label, part.count) for part in parts))
    return format_html(
        '<svg class="stacked-bar" role="img" aria-label="{}{}">{}</svg>',
        format_html("{}：", label) if label else "",
        said,
        SafeString("".join(_part(part, total) for part in parts)),
    )


def _part(part: Segment, total: int) -> SafeString:
    """A part, measured in percent of the bar so that its mark keeps its shape however wide that is."""
    start, width = 100 * part.offset / total, 100 * part.count / total
    shown = f"{part.mark} {part.count}" if width >= ROOM_FOR_NUMBER else part.mark
    text = SafeString(f'<text x="{start + width / 2:.2f}%" y="50%">{shown}</text>')
    return format_html(
        '<g class="bar--{}"><title>{} {}</title><rect x="{}%" width="{}%" height="100%"/>{}</g>',
        part.value,
        part.label,
        part.count,
        f"{start:.2f}",
        f"{width:.2f}",
        text if width >= ROOM_FOR_MARK else "",
    )


@register.inclusion_tag("components/_legend.html")
def legend(counts: Mapping[TextChoices, int]) -> dict[str, Any]:
    """What the colours and marks of a bar mean, each with its number."""
    return {"segments": segments(counts)}


@register.inclusion_tag("components/_figures.html")
def figures(counts: Mapping[TextChoices, int], label: object, key: str = "t") -> dict[str, Any]:
    """The table of a chart that is one bar; `label` says of what, `key` is its access key on the page."""
    parts = segments(counts)
    total = sum(part.count for part in parts)
    return {"segments": parts, "label": label, "total": total, "key": key}


@register.simple_tag
def count_headings(counts: Mapping[TextChoices, int]) -> SafeString:
    """The heading cells of the table behind a chart, one a choice."""
    labels = ((part.label,) for part in segments(counts))
    return format_html_join("", '<th scope="col" class="number">{}</th>', labels)


@register.simple_tag
def count_cells(counts: Mapping[TextChoices, int]) -> SafeString:
    """The cells of one row of the table behind a chart, in the order of `count_headings`."""
    cells = (("" if part.count else " table__zero", part.count) for part in segments(counts))
    return format_html_join("", '<td class="number{}">{}</td>', cells)
