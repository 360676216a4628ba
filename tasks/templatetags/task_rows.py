"""Rows of tables of tasks: a page shows dozens, so each is one text and not fifty tags."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from urllib.parse import quote

from django import template
from django.utils.html import format_html
from django.utils.http import RFC3986_SUBDELIMS
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext

from tasks.enums import TaskMode
from tasks.summaries.task_rows import TaskRow
from tasks.templatetags.lists import day_url
from tasks.templatetags.states import light, progress, status_chip

register = template.Library()

NAMED = 3
"""Agencies that are named in a cell; of more it says how many there are."""

REFERENCE = "0-0"
"""Stands in an address for the reference of a task."""

UNQUOTED = f"{RFC3986_SUBDELIMS}~:@"
"""What `reverse` leaves as it is in a reference."""

LETTERS = 90
"""Characters of a task's text that stand in a table."""

ROW = """<tr>
    <td class="table__number nowrap"><a href="{address}">{reference}</a></td>
    <td class="table__text"><span lang="zh-Hans">{text}</span>{adjusted}<br><span class="small muted" lang="zh-Hans">{section}</span></td>
    <td data-label="{responsible}" class="table__agencies" lang="zh-Hans">{holders}</td>
    <td data-label="{status}"><span>{state}</span></td>
    <td data-label="{due}" class="nowrap">{dates}</td>
    <td data-label="{light}"><span>{shown}{by_hand}</span></td>
  </tr>"""  # noqa: E501 - as it stands in the page
NOTHING = SafeString('<span class="muted">—</span>')


@register.simple_tag(takes_context=True)
def task_rows(context: template.Context, rows: Sequence[TaskRow]) -> SafeString:
    """The rows of a table of tasks, each leading to its task and to why its light has its colour."""
    to_task, to_light = (_address(context, view) for view in ("tasks:task_detail", "tasks:task_light"))
    chips = {status: status_chip(status) for status in {row.state.status for row in rows}}
    words = {
        "responsible": gettext("Responsible"),
        "status": gettext("Status"),
        "due": gettext("Due"),
        "light": gettext("Light"),
    }
    adjusted = format_html(' <span class="chip">{}</span>', gettext("Adjusted"))
    by_hand = format_html(' <span class="small muted nowrap">{}</span>', gettext("by hand"))
    return SafeString(
        "".join(
            format_html(
                ROW,
                **words,
                address=to_task(row.reference),
                reference=row.reference,
                text=Truncator(row.text).chars(LETTERS),
                adjusted=adjusted if row.is_adjusted else "",
                section=f"{row.above} · {row.section}" if row.above else row.section,
                holders=holders(row.holders),
                state=_state(row, chips[row.state.status]),
                dates=due(row.state.due_on, row.original_due_on),
                shown=light(
                    row.light.colour,
                    href=to_light(row.reference),
                    why=row.light.why,
                ),
                by_hand=by_hand if row.light.by_hand else "",
            )
            for row in rows
        )
    )


@register.simple_tag
def holders(names: Sequence[str]) -> SafeString:
    """Who leads a task or has a share in it."""
    if not names:
        return format_html("<span>{}</span>", NOTHING)
    more = ""
    if len(names) > NAMED:
        said = gettext("(%(total)s in all)") % {"total": len(names)}
        more = format_html(' <span class="muted small">{}</span>', said)
    return format_html("<span>{}{}</span>", "、".join(names[:NAMED]), more)


@register.simple_tag
def due(due_on: datetime.date | None, original: datetime.date | None) -> SafeString:
    """When a task is due, and when it first was."""
    shown = format_html('<time datetime="{0}">{0}</time>', due_on.isoformat()) if due_on else NOTHING
    if original is None or original == due_on:
        return shown
    said = gettext("originally %(day)s") % {"day": original.isoformat()}
    return format_html('{}<br><span class="small muted nowrap">{}</span>', shown, said)


def _address(context: template.Context, view: str) -> Callable[[str], str]:
    """From the reference of a task to its address in `view`; what all have in common is made once."""
    before, _, after = day_url(context, view, REFERENCE).partition(REFERENCE)
    return lambda reference: f"{before}{quote(reference, safe=UNQUOTED)}{after}"


def _state(row: TaskRow, chip: SafeString) -> SafeString:
    """Its status; by duty how many have reported, and the percent where it is shown."""
    state, shares, percent = row.state, SafeString(""), SafeString("")
    if state.mode == TaskMode.BY_DUTY:
        shares = format_html(
            ' <span class="small muted nowrap">{}/{}</span>', state.shares_confirmed, state.share_count
        )
    if state.percent is not None:
        percent = format_html("<br>{}", progress(state.percent))
    return format_html("{}{}{}", chip, shares, percent)
