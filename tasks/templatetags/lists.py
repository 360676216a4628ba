"""Links that keep the day a page is about; every figure leads to the tasks that it counts."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any
from urllib.parse import urlencode

from django import template
from django.db.models import Model
from django.http import HttpRequest
from django.utils.safestring import SafeString

from agencies.addresses import address_of, page_above
from plans.models import Plan
from tasks.enums import DerivedStatus, LightColour

register = template.Library()


@register.simple_tag(takes_context=True)
def task_list_url(context: template.Context, **filters: Any) -> str:
    """The address of the task list with those filters; empty ones are left out.

    The day that the page was asked for (`asked.given`) and the one it rolls up to (`rollup`) go along.
    """
    asked = context.get("asked")
    filters = {**filters, "rollup": context.get("rollup"), "as_of": asked.given if asked else None}
    return _address(address_of("tasks:task_list"), filters)


@register.simple_tag(takes_context=True)
def day_url(context: template.Context, view: str, *arguments: object, **query: Any) -> str:
    """The address of a page as known on the day that this one was asked for (`asked.given`)."""
    asked = context.get("asked")
    return _address(address_of(view, *arguments), {**query, "as_of": asked.given if asked else None})


@register.simple_tag
def plan_options(plans: Iterable[Plan], chosen: Plan | None) -> SafeString:
    """The options of a choice of plans."""
    return SafeString(
        "".join(
            [
                f'<option lang="zh-Hans" value="{escape(plan.code)}"'
                f"{' selected' if plan == chosen else ''}>{escape(str(plan))}</option>"
                for plan in plans
            ]
        )
    )


@register.inclusion_tag("tasks/_as_of_note.html", takes_context=True)
def as_of_note(context: template.RequestContext) -> dict[str, Any]:
    """Which day the page is about, where another was asked for: for a page with a form of its own for it."""
    return as_of(context)


@register.inclusion_tag("tasks/_as_of.html", takes_context=True)
def as_of(context: template.RequestContext) -> dict[str, Any]:
    """Which day the page is about, and a form to ask for another; it keeps what else the address says."""
    request: HttpRequest = context["request"]
    kept = [(name, value) for name, value in request.GET.items() if name not in {"as_of", "page"}]
    # A form that was refused stands at the address of its button, which cannot be looked at.
    path = request.path if request.method in {"GET", "HEAD"} else page_above(request.path)
    return {"asked": context["asked"], "path": path, "kept": kept, "query": urlencode(kept)}


def _address(path: str, query: Mapping[str, object]) -> str:
    written = {name: _written(value) for name, value in query.items() if value not in (None, "")}
    return f"{path}?{urlencode(written)}" if written else path


def _written(value: object) -> str:
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value.pk) if isinstance(value, Model) else str(value)


@register.simple_tag(takes_context=True)
def count_link(context: template.Context, number: int, **filters: Any) -> SafeString:
    """A figure that leads to its tasks; a plain 0 where there are none."""
    return SafeString(figure(number, escape(task_list_url(context, **filters)) if number else ""))


@register.simple_tag(takes_context=True)
def status_cells(
    context: template.Context, counts: Mapping[DerivedStatus, int], **filters: Any
) -> SafeString:
    """A cell for each status with a figure that leads to its tasks, in the order of `count_headings`."""
    return _linked_cells(task_list_url(context, **filters), "status", counts)


@register.simple_tag(takes_context=True)
def light_cells(context: template.Context, counts: Mapping[LightColour, int], **filters: Any) -> SafeString:
    """The same for each light."""
    return _linked_cells(task_list_url(context, **filters), "light", counts)


def _linked_cells(address: str, name: str, counts: Mapping[Any, int]) -> SafeString:
    """`address` has a query already."""
    before = f"{escape(address)}&amp;{name}="
    return SafeString(
        "".join(
            f'<td class="number">{figure(counts[choice], f"{before}{choice.value}")}</td>'
            for choice in type(next(iter(counts)))
        )
    )


@register.simple_tag
def count_on(day: datetime.date, number: int, **filters: Any) -> SafeString:
    """A figure of another day than the page's, which leads to its tasks as known on that day."""
    address = _address(address_of("tasks:task_list"), {**filters, "as_of": day})
    return SafeString(figure(number, escape(address)))


@register.simple_tag
def cells_on(day: datetime.date, by: str, counts: Mapping[Any, int], **filters: Any) -> SafeString:
    """The cells of such a day: for each choice of the filter `by` a figure that leads to its tasks."""
    address = _address(address_of("tasks:task_list"), {**filters, "as_of": day})
    return _linked_cells(address, by, counts)


@register.simple_tag(takes_context=True)
def record_link(context: template.Context, number: int, **filters: Any) -> SafeString:
    """A figure of an agency's record that leads to what rounds asked of it."""
    query = {**filters, "rollup": context.get("rollup")}
    address = day_url(context, "tasks:agency_record", context["agency"].pk, **query)
    return SafeString(figure(number, f"{escape(address)}#listed"))


def figure(number: int, address: str) -> str:
    """A figure as HTML, of an address that is escaped."""
    return f'<a href="{address}">{number}</a>' if number else '<span class="table__zero">0</span>'
