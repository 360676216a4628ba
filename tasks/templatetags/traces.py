"""Who has the tasks that a document was divided into: hundreds of names, so each cell is one text."""

from __future__ import annotations

from django import template
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString

from tasks.summaries.traces import Holder, TracedTask
from tasks.templatetags.lists import day_url

register = template.Library()

LINE = '<span class="held"><span class="held__role">{}</span> <span lang="zh-Hans">{}</span></span>'


@register.simple_tag(takes_context=True)
def held_by(context: template.Context, traced: TracedTask) -> SafeString:
    """The agencies of a task by their roles, each leading to its page."""
    if not traced.holders:
        return SafeString('<span class="muted">—</span>')
    before, after = escape(day_url(context, "tasks:agency_detail", 0)).split("/0/")
    lines = (
        (role.label, SafeString("、".join(_name(one, before, after) for one in holders)))
        for role, holders in traced.by_role.items()
    )
    return format_html_join("", LINE, lines)


def _name(one: Holder, before: str, after: str) -> str:
    return f'<a href="{before}/{one.pk}/{after}">{escape(one.name)}</a>'
