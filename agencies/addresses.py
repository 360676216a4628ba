"""Addresses of pages: a page leads to the same ones dozens of times."""

from __future__ import annotations

from functools import lru_cache

from django.urls import get_script_prefix, reverse


def address_of(view: str, *arguments: object) -> str:
    """As `reverse` says; each is worked out once."""
    return _below(get_script_prefix(), view, arguments)


@lru_cache(maxsize=1000)
def _below(_prefix: str, view: str, arguments: tuple[object, ...]) -> str:
    return reverse(view, args=arguments)
