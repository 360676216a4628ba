"""Every route of the site, from the resolver itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern


@dataclass(frozen=True)
class Route:
    """One pattern. `name` with its namespaces; a pattern without one goes by its own text."""

    name: str
    pattern: str

    @property
    def key(self) -> str:
        """How the table names it."""
        return self.name or f"/{self.pattern}"


def routes() -> list[Route]:
    """All routes, in the order in which they are tried."""
    return list(_walk(get_resolver()))


def _walk(resolver: URLResolver, prefix: str = "", namespace: str = "") -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        text = prefix + _text(pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern, text, inner)
        else:
            yield Route(f"{namespace}{pattern.name}" if pattern.name else "", text)


def _text(pattern: URLPattern | URLResolver) -> str:
    text = str(pattern.pattern)
    return text if isinstance(pattern.pattern, RoutePattern) else text.removeprefix("^").removesuffix("$")
