"""Links into the list of tasks: every figure of a page leads to the tasks that it counts."""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import urlencode

from django import template
from django.db.models import Model
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def task_list_url(context: template.Context, **filters: Any) -> str:
    """The address of the task list with those filters; empty ones are left out.

    The day that the page was asked for (`asked.given`) and the one it rolls up to (`rollup`) go along.
    """
    asked = context.get("asked")
    filters = {**filters, "rollup": context.get("rollup"), "day": asked.given if asked else None}
    written = {name: _written(value) for name, value in filters.items() if value not in (None, "")}
    return f"{reverse('tasks:task_list')}?{urlencode(written)}"


def _written(value: object) -> str:
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value.pk) if isinstance(value, Model) else str(value)


@register.simple_tag(takes_context=True)
def count_link(context: template.Context, number: int, **filters: Any) -> SafeString:
    """A figure that leads to its tasks; a plain 0 where there are none."""
    if not number:
        return format_html('<span class="table__zero">{}</span>', 0)
    return format_html('<a href="{}">{}</a>', task_list_url(context, **filters), number)
