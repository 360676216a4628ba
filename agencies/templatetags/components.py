"""Parts of pages that need more than an include: bars, links that keep the page's filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import template
from django.core.paginator import Page
from django.db.models import TextChoices
from django.forms import BaseForm, BoundField
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from agencies.downloads import FileKind

register = template.Library()


@dataclass(frozen=True)
class Segment:
    """A part of a bar: its choice, how many, and where it lies on a scale of `total` units."""

    value: str
    label: str
    count: int
    offset: int


def segments(counts: Mapping[TextChoices, int]) -> list[Segment]:
    """The parts of a bar in the order in which the choices are declared; what is not counted is 0."""
    if not counts:
        return []
    found, offset = [], 0
    for choice in type(next(iter(counts))):
        count = counts.get(choice, 0)
        found.append(Segment(choice.value, str(choice.label), count, offset))
        offset += count
    return found


@register.simple_tag
def stacked_bar(counts: Mapping[TextChoices, int], label: object = "") -> SafeString:
    """`counts` by a choice as one bar; `label` says of what, to those who cannot see it."""
    parts = [part for part in segments(counts) if part.count]
    said = format_html_join("", "{} {}；", ((part.label, part.count) for part in parts))
    shown = format_html_join(
        "",
        '<rect class="bar--{}" x="{}" y="0" width="{}" height="1"><title>{} {}</title></rect>',
        ((part.value, part.offset, part.count, part.label, part.count) for part in parts),
    )
    return format_html(
        '<svg class="stacked-bar" viewBox="0 0 {} 1" preserveAspectRatio="none" role="img" '
        'aria-label="{}{}">{}</svg>',
        sum(part.count for part in parts) or 1,
        format_html("{}：", label) if label else "",
        said,
        shown,
    )


@register.inclusion_tag("components/_legend.html")
def legend(counts: Mapping[TextChoices, int]) -> dict[str, Any]:
    """What the colours of a bar mean, each with its number."""
    return {"segments": segments(counts)}


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


@register.inclusion_tag("components/_sort_heading.html", takes_context=True)
def sort_heading(
    context: template.RequestContext,
    field: str,
    label: object,
    numeric: object = "",
    parameter: str = "ordering",
) -> dict[str, Any]:
    """A heading cell that sorts its table by `field`, then the other way round; back to page 1."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    now = query.get(parameter, "")
    query[parameter] = f"-{field}" if now == field else field
    query.pop("page", None)
    direction = {field: "ascending", f"-{field}": "descending"}.get(now, "")
    return {"label": label, "numeric": numeric, "href": f"?{query.urlencode()}", "direction": direction}


@register.inclusion_tag("components/_pagination.html", takes_context=True)
def pagination(context: template.RequestContext, page: Page[Any]) -> dict[str, Any]:
    """Where one is in a list of many pages; the links keep the filters of the page."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    pages: Sequence[int | str] = list(page.paginator.get_elided_page_range(page.number, on_each_side=2))
    return {"page": page, "pages": pages, "query": query.urlencode()}


@register.inclusion_tag("components/_field.html")
def field(field: BoundField, class_name: str = "") -> dict[str, Any]:
    """A form field with its label, help and error."""
    return {"field": field, "class_name": class_name}


@register.inclusion_tag("components/_error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """What is wrong with a form, on top of it, each line leading to its field."""
    return {"form": form, "fields": [bound for bound in form if bound.errors]}


@register.inclusion_tag("components/_export_links.html", takes_context=True)
def export_links(context: template.RequestContext, label: object) -> dict[str, Any]:
    """The page's whole table as files, with its filters and its order; `label` says of what."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    links = []
    for kind in FileKind:
        query["format"] = kind.value
        links.append((kind.name, f"?{query.urlencode()}"))
    return {"links": links, "label": label}
