"""Rows of tables of tasks: a page shows dozens, so each is one text and not fifty tags."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from django import template
from django.utils.http import RFC3986_SUBDELIMS
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, gettext_noop, ngettext

from agencies.addresses import address_of
from agencies.templatetags.components import days_unbroken
from tasks.enums import LightColour, TaskMode
from tasks.models import ProgressReport
from tasks.summaries.lights import Grounds
from tasks.summaries.queue import AwaitingReport, LateTask
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

LABELS = (
    gettext_noop("Responsible"),
    gettext_noop("Status"),
    gettext_noop("Due"),
    gettext_noop("Light"),
)
"""What stands before a cell where the table is too wide for the screen."""

NOTHING = SafeString('<span class="muted">—</span>')


@register.simple_tag(takes_context=True)
def task_rows(context: template.Context, rows: Sequence[TaskRow]) -> SafeString:
    """The rows of a table of tasks, each leading to its task and to why its light has its colour."""
    adjusted, by_hand = escape(gettext("Adjusted")), escape(gettext("by hand"))
    written = _Rows(
        to_task=_address(context, "tasks:task_detail"),
        to_light=_address(context, "tasks:task_light"),
        chips={status: status_chip(status) for status in {row.state.status for row in rows}},
        lamps={colour: light(colour) for colour in {row.light.colour for row in rows}},
        labels=[escape(gettext(label)) for label in LABELS],
        adjusted=f' <span class="chip">{adjusted}</span> ',
        by_hand=f' <span class="small muted nowrap">{by_hand}</span>',
    )
    return SafeString("".join([written.row(row) for row in rows]))


@dataclass(frozen=True)
class _Rows:
    """What the rows of one table have in common, as HTML."""

    to_task: Callable[[str], str]
    to_light: Callable[[str], str]
    chips: Mapping[str, str]
    lamps: Mapping[LightColour, str]
    labels: Sequence[str]
    adjusted: str
    by_hand: str

    def row(self, row: TaskRow) -> str:
        """One of them; whatever people wrote is escaped here, and nowhere twice."""
        reference = row.reference
        responsible, status, due_label, light_label = self.labels
        return f"""<tr>
    <td class="table__number nowrap"><a href="{self.to_task(reference)}">{escape(reference)}</a></td>
    <td class="table__text">{self._text(row)}</td>
    <td data-label="{responsible}" class="table__agencies" lang="zh-Hans">{holders(row.holders)}</td>
    <td data-label="{status}"><span>{self.chips[row.state.status]}{_shares(row.state)}</span></td>
    <td data-label="{due_label}" class="nowrap">{due(row.state.due_on, row.original_due_on)}</td>
    <td data-label="{light_label}"><span>{self._light(row)}</span></td>
  </tr>"""

    def _text(self, row: TaskRow) -> str:
        section = f"{row.above} · {row.section}" if row.above else row.section
        return (
            f'<span class="few-lines" lang="zh-Hans">{escape(row.text)}</span>'
            f"{self.adjusted if row.is_adjusted else ''}"
            f'<span class="small muted" lang="zh-Hans">{escape(section)}</span>'
        )

    def _light(self, row: TaskRow) -> str:
        why = " ".join(row.light.why)
        title = f' title="{escape(why)}"' if why else ""
        lamp = f'<a href="{self.to_light(row.reference)}"{title}>{self.lamps[row.light.colour]}</a>'
        return f"{lamp}{self.by_hand if row.light.by_hand else ''}"


@register.simple_tag(takes_context=True)
def late_rows(context: template.Context, rows: Sequence[LateTask]) -> SafeString:
    """The rows of a table of red tasks: each says why it is red, and for how many days."""
    to_task = _address(context, "tasks:task_detail")
    language = escape(get_language() or "")
    responsible, status = escape(gettext("Responsible")), escape(gettext("Status"))
    days_late = escape(gettext("Days late"))
    return SafeString(
        "".join(
            [
                f"""<tr>
      <td class="table__number nowrap"><a href="{to_task(task.reference)}">{escape(task.reference)}</a></td>
      <td class="table__text" lang="zh-Hans"><span class="few-lines">{escape(task.text)}</span>\
<span class="small muted" lang="{language}">{days_unbroken(" ".join(task.light.why))}</span></td>
      <td data-label="{responsible}" class="table__agencies" lang="zh-Hans">{holders(task.holders)}</td>
      <td data-label="{status}"><span>{status_chip(task.state.status)}</span></td>
      <td data-label="{days_late}" class="number" data-measure>{row.days_late or NOTHING}</td>
    </tr>"""
                for row, task in ((row, row.task) for row in rows)
            ]
        )
    )


@register.simple_tag
def waiting_items(rows: Sequence[AwaitingReport]) -> SafeString:
    """Reports that wait for a decision, as the items of a list, each with how long it has waited."""
    return SafeString("".join([_waiting_item(row.report, row.days_waiting) for row in rows]))


def _waiting_item(report: ProgressReport, days: int) -> str:
    waiting = ngettext("waiting %(days)s day", "waiting %(days)s days", days) % {"days": days}
    since = waiting if days else gettext("submitted today")
    address = address_of("tasks:report_detail", report.pk)
    return (
        f'\n      <li><a href="{address}">{escape(report.task.reference)} '
        f'<span lang="zh-Hans">{escape(str(report.agency))}</span></a> '
        f'<span class="small muted">{escape(since)}</span></li>'
    )


def holders(names: Sequence[str]) -> SafeString:
    """Who leads a task or has a share in it."""
    if not names:
        return SafeString(f"<span>{NOTHING}</span>")
    more = ""
    if len(names) > NAMED:
        said = gettext("(%(total)s in all)") % {"total": len(names)}
        more = f' <span class="muted small">{escape(said)}</span>'
    return SafeString(f"<span>{escape('、'.join(names[:NAMED]))}{more}</span>")


@register.simple_tag
def due(due_on: datetime.date | None, original: datetime.date | None) -> SafeString:
    """When a task is due, and when it first was."""
    shown = f'<time datetime="{due_on.isoformat()}">{due_on.isoformat()}</time>' if due_on else NOTHING
    if original is None or original == due_on:
        return SafeString(shown)
    said = gettext("originally %(day)s") % {"day": original.isoformat()}
    return SafeString(f'{shown}<br><span class="small muted nowrap">{escape(said)}</span>')


def _address(context: template.Context, view: str) -> Callable[[str], str]:
    """From the reference of a task to its escaped address in `view`; what all share is made once."""
    before, _, after = escape(day_url(context, view, REFERENCE)).partition(REFERENCE)
    return lambda reference: f"{before}{escape(quote(reference, safe=UNQUOTED))}{after}"


def _shares(state: Grounds) -> str:
    """By duty how many have reported, and the percent where it is shown."""
    shares, percent = "", ""
    if state.mode == TaskMode.BY_DUTY:
        shares = f' <span class="small muted nowrap">{state.shares_confirmed}/{state.share_count}</span>'
    if state.percent is not None:
        percent = f"<br>{progress(state.percent)}"
    return f"{shares}{percent}"
