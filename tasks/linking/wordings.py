"""What is compared of a task: its characters and pairs of characters, subjects, clauses, titles, agencies."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from agencies.fulltext.folding import GAP, fold
from tasks.linking.subjects import subjects_of

_CLAUSE_END = re.compile("[，。；：,;:]")
_TITLE = re.compile("《([^《》]+)》|“([^“”]+)”")
SHORTEST_TITLE = 2
SHORTEST_CLAUSE = 4
SUBJECT = "#"
"""Stands before a subject, so that it is never taken for a character; folding leaves none in a text."""


@dataclass(frozen=True)
class Carried:
    """An agency as it was named in its day, and the body that carries its work on later; both by name."""

    agency: str
    carrier: str


@dataclass(frozen=True)
class Wording:
    """A task to be compared: how people name it, what it says, and whose it is (of a plan that says so)."""

    reference: str
    text: str
    agencies: tuple[Carried, ...] = field(default=())

    @cached_property
    def folded(self) -> str:
        """The text without what does not matter: width, case, punctuation."""
        return fold(self.text).text

    @cached_property
    def grams(self) -> frozenset[str]:
        """The characters and pairs of neighbours in the text, and its subjects."""
        return grams_of(self.folded) | {SUBJECT + subject for subject in subjects_of(self.folded)}

    @cached_property
    def clauses(self) -> tuple[frozenset[str], ...]:
        """The same of each clause: a task often strings several pieces of work together."""
        clauses = (fold(clause).text for clause in _CLAUSE_END.split(self.text))
        return tuple(
            grams_of(clause) | {SUBJECT + subject for subject in subjects_of(clause)}
            for clause in clauses
            if len(clause) >= SHORTEST_CLAUSE
        )

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """What stands in 《》 or “”, folded."""
        named = (fold(title or term).text for title, term in _TITLE.findall(self.text))
        return tuple(dict.fromkeys(title for title in named if len(title) >= SHORTEST_TITLE))

    @cached_property
    def carriers(self) -> frozenset[str]:
        """The bodies that carry the work of its agencies."""
        return frozenset(one.carrier for one in self.agencies)


def grams_of(folded: str) -> frozenset[str]:
    """Every character and every pair of neighbours in folded text; no pair reaches over a gap."""
    found: set[str] = set()
    for word in folded.split(GAP):
        found.update(word)
        found.update(word[place : place + 2] for place in range(len(word) - 1))
    return frozenset(found)
