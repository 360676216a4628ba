"""What people look for among tasks: words, or the one task of a number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agencies.fulltext.folding import words_of, written_plainly
from agencies.slots import Slot

_REFERENCE = re.compile(r"(?:(?P<plan>[\w-]+)-|No\.? ?)(?P<number>\d{1,4})")
"""`2020-55` or `№55` (as `written_plainly`: `No55`), as people write down a task."""


@dataclass(frozen=True)
class Reference:
    """The number of a task, and where it is said the code of its plan."""

    plan: str
    number: int


@dataclass(frozen=True)
class Words:
    """Folded words; or gaps for them, and one for their grams, where they are known only when SQL is run."""

    words: Sequence[str | Slot]
    grams: Slot | None = None


def asked_words(query: str) -> Reference | Words:
    """What `query` means."""
    found = _REFERENCE.fullmatch(written_plainly(query))
    if found:
        return Reference(found["plan"] or "", int(found["number"]))
    return Words(words_of(query))
