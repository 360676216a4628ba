"""States as people see them: a word, a mark and a colour, never a colour alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.db.models import TextChoices

from tasks.enums import DerivedStatus, LightColour, ReportState

register = template.Library()

STATUS_MARKS = {
    DerivedStatus.NOT_STARTED: "○",
    DerivedStatus.IN_PROGRESS: "◐",
    DerivedStatus.COMPLETED: "●",
    DerivedStatus.ONGOING: "∞",
    DerivedStatus.SUSPENDED: "‖",
    DerivedStatus.DROPPED: "×",
    DerivedStatus.NO_REPORT: "–",
}
LIGHT_MARKS = {
    LightColour.RED: "▲",
    LightColour.YELLOW: "◆",
    LightColour.GREEN: "●",
    LightColour.GREY: "□",
}


def _shown(choice: TextChoices, mark: str) -> dict[str, Any]:
    return {"value": choice.value, "label": choice.label, "mark": mark}


@register.inclusion_tag("components/_chip.html")
def status_chip(status: str | None) -> dict[str, Any]:
    """落实状态 as a chip; nothing (None or "") is 未填报, which is not 未启动."""
    choice = DerivedStatus(status or DerivedStatus.NO_REPORT)
    return _shown(choice, STATUS_MARKS[choice])


@register.inclusion_tag("components/_chip.html")
def report_state_chip(state: str) -> dict[str, Any]:
    """Where a progress report is on its way, as a chip."""
    return _shown(ReportState(state), "")


@register.inclusion_tag("components/_light.html")
def light(
    colour: str, reasons: Sequence[object] = (), href: str = "", why: Sequence[object] = ()
) -> dict[str, Any]:
    """亮灯 with its word and shape; `reasons` stand below it, `why` only where one points at it.

    With `href` it leads to the page that answers why.
    """
    choice = LightColour(colour)
    title = " ".join(str(reason) for reason in why)
    return {**_shown(choice, LIGHT_MARKS[choice]), "reasons": reasons, "href": href, "title": title}
