"""A name leads to one body: a spelling of one agency is none of another."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _


def spelling_taken(spelling: str, agency: object) -> str:
    """What is said of a spelling of `agency` that another is to have too."""
    return _("“%(name)s” is a name of %(agency)s already.") % {"name": spelling, "agency": agency}


def first_taken(spellings: Iterable[tuple[str, str]]) -> str:
    """What is said of the first spelling that two agencies have; empty where there is none.

    Each of `spellings` comes with its agency.
    """
    known: dict[str, str] = {}
    for spelling, agency in spellings:
        other = known.setdefault(spelling, agency)
        if other != agency:
            return spelling_taken(spelling, other)
    return ""
