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


def _bar(counts: Mapping[TextChoices, int], label: object = "") -> dict[str, Any]:
    parts = segments(counts)
    return {"segments": parts, "total": sum(part.count for part in parts), "label": label}


@register.inclusion_tag("components/_stacked_bar.html")
def stacked_bar(counts: Mapping[TextChoices, int], label: object = "") -> dict[str, Any]:
    """`counts` by a choice as one bar; `label` says of what, to those who cannot see it."""
    return _bar(counts, label)


@register.inclusion_tag("components/_legend.html")
def legend(counts: Mapping[TextChoices, int]) -> dict[str, Any]:
    """What the colours of a bar mean, each with its number."""
    return _bar(counts)


@register.inclusion_tag("components/_count_headings.html")
def count_headings(counts: Mapping[TextChoices, int]) -> dict[str, Any]:
    """The heading cells of the table behind a chart, one a choice."""
    return _bar(counts)


@register.inclusion_tag("components/_count_cells.html")
def count_cells(counts: Mapping[TextChoices, int]) -> dict[str, Any]:
    """The cells of one row of the table behind a chart, in the order of `count_headings`."""
    return _bar(counts)


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
