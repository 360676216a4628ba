"""States as people see them: a word, a mark and a colour, never a colour alone."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from django import template
from django.db.models import TextChoices
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from agencies.templatetags.components import days_unbroken
from tasks.enums import DerivedStatus, Given, LightColour, ReportState

register = template.Library()

STATUS_MARKS: dict[TextChoices, str] = {
    DerivedStatus.NOT_STARTED: "○",
    DerivedStatus.IN_PROGRESS: "◐",
    DerivedStatus.COMPLETED: "●",
    DerivedStatus.ONGOING: "∞",
    DerivedStatus.SUSPENDED: "‖",
    DerivedStatus.DROPPED: "×",
    DerivedStatus.NO_REPORT: "⬚",
}
GIVEN_MARKS: dict[TextChoices, str] = {
    Given.TASKS: "■",
    Given.NOBODY: "▨",
    Given.NOT_FOR_DISTRIBUTION: "⊘",
}
LIGHT_MARKS: dict[TextChoices, str] = {
    LightColour.RED: "▲",
    LightColour.YELLOW: "◆",
    LightColour.GREEN: "●",
    LightColour.GREY: "□",
}
MARKS = {**STATUS_MARKS, **LIGHT_MARKS, **GIVEN_MARKS}
"""The shape that stands for each, in words and in charts alike."""


@register.simple_tag
def status_chip(status: str | None) -> SafeString:
    """落实状态 as a chip; nothing (None or "") is 未填报, which is not 未启动."""
    choice = DerivedStatus(status or DerivedStatus.NO_REPORT)
    return _chip(choice, STATUS_MARKS[choice])


@register.simple_tag
def given_chip(given: str) -> SafeString:
    """What became of a part of a document, as a chip."""
    choice = Given(given)
    return _chip(choice, GIVEN_MARKS[choice])


@register.simple_tag
def report_state_chip(state: str) -> SafeString:
    """Where a progress report is on its way, as a chip."""
    return _chip(ReportState(state))


def _chip(choice: TextChoices, mark: str = "") -> SafeString:
    shown = SafeString(f'<span class="chip__mark" aria-hidden="true">{mark}</span>' if mark else "")
    return format_html('<span class="chip chip--{}">{}{}</span>', choice.value, shown, choice.label)


@register.simple_tag
def progress(percent: int | None) -> SafeString:
    """How many of 100, as a bar and in figures."""
    if percent is None:
        return SafeString('<span class="progress"><span class="progress__text muted">—</span></span>')
    label = escape(gettext("Percent done"))
    return SafeString(
        f'<span class="progress"><progress max="100" value="{percent}" aria-label="{label}"></progress>'
        f'<span class="progress__text">{percent}%</span></span>'
    )


@register.simple_tag
def light(
    colour: str, reasons: Sequence[object] = (), href: str = "", why: Sequence[object] = ()
) -> SafeString:
    """亮灯 with its word and shape; `reasons` stand below it, `why` only where one points at it.

    With `href` it leads to the page that answers why.
    """
    choice = LightColour(colour)
    shown = format_html(
        '<span class="light light--{}"><span aria-hidden="true">{}</span>{}</span>',
        choice.value,
        LIGHT_MARKS[choice],
        choice.label,
    )
    if href:
        title = format_html(' title="{}"', " ".join(str(reason) for reason in why)) if why else ""
        shown = format_html('<a href="{}"{}>{}</a>', href, title, shown)
    if not reasons:
        return shown
    listed = format_html_join("", "<li>{}</li>", ((days_unbroken(reason),) for reason in reasons))
    return format_html('{}\n<ul class="small muted">{}</ul>', shown, listed)
