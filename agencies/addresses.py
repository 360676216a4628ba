"""Addresses of pages: a page leads to the same ones dozens of times."""

from __future__ import annotations

from functools import lru_cache

from django.urls import get_script_prefix, is_valid_path, reverse


def address_of(view: str, *arguments: object) -> str:
    """As `reverse` says; each is worked out once."""
    return _below(get_script_prefix(), view, arguments)


def page_above(path: str) -> str:
    """The nearest address above `path` that the site has: the page whose button leads to `path`."""
    while path != "/":
        path = path.rstrip("/").rpartition("/")[0] + "/"
        if is_valid_path(path):
            break
    return path


@lru_cache(maxsize=1000)
def _below(_prefix: str, view: str, arguments: tuple[object, ...]) -> str:
    return reverse(view, args=arguments)
