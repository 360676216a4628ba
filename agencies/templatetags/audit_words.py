"""The words of the audit in templates."""

from __future__ import annotations

from django import template

from agencies.models import AuditEntry
from agencies.wording import Change, action_in_words, changes, channel_in_words, kind_of_row

register = template.Library()


@register.filter
def did(entry: AuditEntry) -> str:
    """What was done."""
    return action_in_words(entry.action)


@register.filter
def kind_of_target(entry: AuditEntry) -> str:
    """What sort of thing it was done to."""
    return kind_of_row(entry.target_type)


@register.filter
def changed(entry: AuditEntry) -> list[Change]:
    """What changed."""
    return changes(entry)


@register.filter
def came_through(entry: AuditEntry) -> str:
    """The door it came through."""
    return channel_in_words(entry.channel)
