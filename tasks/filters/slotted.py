"""Which values of filters are no part of the SQL of a page, so that it is compiled once for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.db.models import CharField, DateField, DateTimeField, Field, TextField

from agencies.fulltext.index import Grams
from agencies.models import Agency
from agencies.slots import Slot
from plans.models import Plan, Section
from tasks.filters.words import Words, asked_words

SLOTS: Mapping[str, Field[Any, Any]] = {
    "plan": Plan._meta.pk,
    "section": Section._meta.pk,
    "agency": Agency._meta.pk,
    **{name: CharField() for name in ("status", "light")},
    **{name: DateField() for name in ("due_from", "due_until")},
    "updated_since": DateTimeField(),
}
"""The filters whose values go into a gap of the SQL."""

FIXED = {"role", "mode", "marked_by_duty", "needs", "part_status", "reported", "accepted"}
"""Those that have few values, each with an SQL of its own."""

TELLING = {"q", "due_from", "due_until", "updated_since"}
"""Those of which PostgreSQL finds the best way only where it knows the value."""

Named: TypeAlias = tuple[tuple[str, Any], ...]
"""Filters by name: each with the value that is part of the SQL, None where its value goes into a gap.

Of words it is how many they are.
"""


@dataclass(frozen=True)
class Slotted:
    """What is asked of filters, parted into the SQL and what goes into its gaps."""

    named: Named
    values: Mapping[str, Any]


def slotted(chosen: Mapping[str, Any]) -> Slotted | None:
    """What is `chosen`, parted; None where the SQL depends on it in other ways."""
    named: list[tuple[str, Any]] = []
    values: dict[str, Any] = {}
    for name, value in chosen.items():
        if name in FIXED:
            named.append((name, value))
        elif name in SLOTS:
            named.append((name, None))
            values[name] = getattr(value, "pk", value)
        elif name == "q" and isinstance(words := asked_words(value), Words):
            named.append((name, len(words.words)))
            values |= {"grams": words.words}
            values |= {f"word_{place}": word for place, word in enumerate(words.words)}
        else:
            return None
    return Slotted(tuple(named), values)


def with_gaps(named: Named) -> dict[str, Any]:
    """What stands for `chosen` in the SQL: a gap where its value is to be known later."""
    return {name: _stands_for(name, value) for name, value in named}


def _stands_for(name: str, value: Any) -> Any:
    if name in SLOTS:
        return Slot(name, SLOTS[name])
    return value if name in FIXED else _words(value)


def _words(number: int) -> Words:
    words = tuple(Slot(f"word_{place}", TextField()) for place in range(number))
    return Words(words, Slot("grams", Grams()))
