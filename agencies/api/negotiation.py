"""Which of the kinds of answer that an address gives is wanted: `Accept` as RFC 9110 (12.5.1) reads it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.http import parse_header_parameters
from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request


@dataclass(frozen=True)
class Wish:
    """One part of `Accept`: such as `text/*`, and from 0 (not at all) to 1 how much it is wanted."""

    named: str
    quality: float

    def exactness(self, media_type: str) -> int:
        """How exactly it names `media_type`, 0 where it does not."""
        names = ("*/*", f"{media_type.partition('/')[0]}/*", media_type)
        return names.index(self.named) + 1 if self.named in names else 0


ANYTHING = (Wish("*/*", 1.0),)


class Negotiation(DefaultContentNegotiation):
    """Goes by what is wanted the most, where REST framework only looks at how exactly something is named."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> Any:
        """The renderer of what is wanted the most, and its media type; raises `NotAcceptable` (406).

        Of what is wanted alike it is what is named the most exactly, and then what the view gives first.
        """
        given = list(renderers)
        asked = tuple(self.get_accept_list(request))
        place = wanted(asked, tuple(renderer.media_type for renderer in given))
        if place is None:
            raise NotAcceptable(available_renderers=given)
        return given[place], given[place].media_type


@lru_cache(maxsize=100)
def wanted(asked: tuple[str, ...], media_types: tuple[str, ...]) -> int | None:
    """The place among `media_types` of what these parts of `Accept` want the most; None if nothing."""
    wishes = [wish_of(part) for part in asked] or ANYTHING
    weights = [weight(media_type, wishes) for media_type in media_types]
    most = max(weights)
    return weights.index(most) if most[0] else None


def weight(media_type: str, wishes: Sequence[Wish]) -> tuple[float, int]:
    """How much `media_type` is wanted, by whatever names it the most exactly, and how exactly that does."""
    exactness, quality = max((wish.exactness(media_type), wish.quality) for wish in wishes)
    return (quality if exactness else 0.0), exactness


def wish_of(part: str) -> Wish:
    """A part of `Accept`; one whose `q` says nothing is wanted fully, as one without."""
    try:
        named, parameters = parse_header_parameters(part)
        quality = float(parameters.get("q", "1"))
    except ValueError:
        return Wish(part.partition(";")[0].strip().lower(), 1.0)
    return Wish(named.strip().lower(), quality if 0 <= quality <= 1 else 1.0)
