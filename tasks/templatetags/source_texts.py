"""Source texts as they are read: lines that a column or a page ended are joined."""

from __future__ import annotations

import re

from django import template

from plans.parsing.passages import normalise

register = template.Library()

_MARKS = re.compile(r"^#+[ \t]*", re.MULTILINE)
_BETWEEN = re.compile(r"\s*\n[\s#]*")


@register.filter
def joined(text: str) -> str:
    """The words of a passage in one line, without the marks that a heading may begin with."""
    return normalise(text).lstrip("#")


@register.filter
def unmarked(text: str) -> str:
    """The lines as they are, without the marks that a heading may begin with: those were never printed."""
    return _MARKS.sub("", text)


@register.filter
def by_line(text: str) -> str:
    """What stands between passages, line by line without empty ones; nothing where nothing does."""
    return _BETWEEN.sub("\n", text.strip("# \n\t\r\u3000"))
