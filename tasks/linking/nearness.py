"""How near a task of one plan is to tasks of another.

Four signs are added up. *Text*: the characters, pairs of characters and subjects that both share, weighed by
how rare they are in the two plans, against what each has. *Clause*: the same of their two nearest clauses.
*Agencies*: the bodies that carry both, weighed by how few tasks they have. *Titles*: a name in 《》 or “” of
the one that the other has too. The weights were chosen on one half of the pairs in `fixtures/task_links/`;
the figures that they reach on the other half stand in `benchmarks/LINKS.md`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from heapq import nlargest
from math import fsum, log, sqrt

from tasks.linking.wordings import SUBJECT, Wording, grams_of

MOST_COMPARED = 30
"""So many tasks of the other plan, those that share the most rare grams, are compared in full."""

COMMON = 8
"""A gram or agency of more than one in so many tasks does not lead to others."""

FEW = 20
"""Of so few or fewer it is never said that a gram is common."""

FULL_TITLE = 20.0
"""A shared title that weighs so much counts in full: about ten rare characters."""


@dataclass(frozen=True)
class Weights:
    """What each sign counts.

    `subject`: as what multiple of a gram that is as rare a subject counts. `nearest`: how much of a score
    depends on there being no task that is nearer.
    """

    text: float = 1.0
    clause: float = 0.6
    shared_agency: float = 0.2
    agencies: float = 0.1
    title: float = 0.1
    nearest: float = 0.5
    subject: float = 2.0

    @property
    def all_signs(self) -> float:
        """What all signs together count."""
        return self.text + self.clause + self.shared_agency + self.agencies + self.title


WEIGHTS = Weights()

DEFAULT_THRESHOLD = 0.45
"""The score from which a pair is shown first; how often that was right says `quality.REACHED`."""


@dataclass(frozen=True)
class Signs:
    """What was found of a pair: each sign from 0 to 1."""

    text: float
    clause: float
    shared_agency: float
    agencies: float
    title: float

    def total(self, weights: Weights) -> float:
        """The signs together, from 0 to 1."""
        added = (
            weights.text * self.text
            + weights.clause * self.clause
            + weights.shared_agency * self.shared_agency
            + weights.agencies * self.agencies
            + weights.title * self.title
        )
        return added / weights.all_signs


@dataclass(frozen=True)
class Near:
    """A pair, its signs and its score from 0 to 1; `nearest` where no other task of the plan is nearer."""

    later: Wording
    earlier: Wording
    signs: Signs
    score: float
    nearest: bool


class Index:
    """Two plans to be compared; built once, asked for one task of the later plan after the other.

    Its memory grows with the plans, not with their pairs: only what a rare gram or agency leads to is
    compared, and never more than `MOST_COMPARED` tasks.
    """

    def __init__(
        self, later: Iterable[Wording], earlier: Iterable[Wording], weights: Weights = WEIGHTS
    ) -> None:
        self.weights = weights
        self.later = {wording.reference: wording for wording in later}
        self.earlier = {wording.reference: wording for wording in earlier}
        both = [*self.later.values(), *self.earlier.values()]
        rarity = _rarity((wording.grams for wording in both), len(both))
        self._worth = {gram: self._worth_of(gram, rare) for gram, rare in rarity.items()}
        named = [wording.carriers for wording in both if wording.carriers]
        # One more than there are: a body that carries every task is still something that they share.
        self._agency_rarity = _rarity(named, len(named) + 1)
        self._norms: dict[frozenset[str], float] = {}
        self._with = self._leads()

    def worth(self, gram: str) -> float:
        """How much it says that two tasks share a gram: 0 where it stands in every task of both plans."""
        return self._worth.get(gram, 0.0)

    def suggestions(self, reference: str, most: int = MOST_COMPARED) -> list[Near]:
        """The tasks of the earlier plan that are nearest to `reference` of the later one, the best first."""
        return self._scored(reference, self.candidates(reference))[:most]

    def pair(self, later: str, earlier: str) -> Near:
        """How near just those two are."""
        compared = dict.fromkeys([*self.candidates(later), earlier])
        return next(near for near in self._scored(later, compared) if near.earlier.reference == earlier)

    def candidates(self, reference: str) -> list[str]:
        """The tasks that are worth a full comparison."""
        if len(self.earlier) <= MOST_COMPARED:
            return list(self.earlier)
        wording = self.later[reference]
        worth: dict[str, float] = defaultdict(float)
        # In one order, so that what is added up is the same to the last digit.
        for gram in sorted(wording.grams):
            for other in self._with.get(gram, ()):
                worth[other] += self._worth[gram]
        for other in worth:
            worth[other] /= self._norm(self.earlier[other].grams) * self._norm(wording.grams)
        for carrier in sorted(wording.carriers):
            for other in self._with.get(_key(carrier), ()):
                worth[other] += self.weights.shared_agency * self._agency_rarity[carrier]
        return nlargest(MOST_COMPARED, sorted(worth), key=worth.__getitem__)

    def _worth_of(self, gram: str, rare: float) -> float:
        """What a gram adds where two tasks share it."""
        return rare**2 * (self.weights.subject if gram.startswith(SUBJECT) else 1)

    def _scored(self, reference: str, others: Collection[str]) -> list[Near]:
        found = [(self._signs(self.later[reference], self.earlier[other]), other) for other in others]
        totals = [signs.total(self.weights) for signs, _other in found]
        best = max(totals, default=0.0)
        share = self.weights.nearest
        scored = [
            Near(
                later=self.later[reference],
                earlier=self.earlier[other],
                signs=signs,
                score=sqrt(total) * (1 - share + share * total / best) if total > 0 else 0.0,
                nearest=total == best > 0,
            )
            for (signs, other), total in zip(found, totals, strict=True)
        ]
        return sorted(scored, key=lambda near: -near.score)

    def _signs(self, one: Wording, other: Wording) -> Signs:
        shared = one.carriers & other.carriers
        together = fsum(map(self._agency_rarity.__getitem__, one.carriers | other.carriers))
        rarest = max(self._agency_rarity.values(), default=0.0)
        worth = [self._agency_rarity[carrier] for carrier in shared]
        return Signs(
            text=self._cosine(one.grams, other.grams),
            clause=max((self._cosine(a, b) for a in one.clauses for b in other.clauses), default=0.0),
            shared_agency=max(worth, default=0.0) / (rarest or 1),
            agencies=fsum(worth) / (together or 1),
            title=max(self._named(one, other), self._named(other, one)),
        )

    def _cosine(self, one: frozenset[str], other: frozenset[str]) -> float:
        shared = one & other
        return self._added(shared) / (self._norm(one) * self._norm(other) or 1) if shared else 0.0

    def _norm(self, grams: frozenset[str]) -> float:
        """How long the vector is; worked out once of each text, clause and title."""
        if grams not in self._norms:
            self._norms[grams] = sqrt(self._added(grams))
        return self._norms[grams]

    def _added(self, grams: Iterable[str]) -> float:
        """What they are worth together, whatever order a set has them in."""
        return fsum(map(self._worth.__getitem__, grams))

    def _named(self, one: Wording, other: Wording) -> float:
        """How much the titles of `one` say that stand in `other`."""
        found = (self._norm(grams_of(title)) for title in one.titles if title in other.folded)
        return min(1.0, max(found, default=0.0) / FULL_TITLE)

    def _leads(self) -> Mapping[str, list[str]]:
        """Gram or agency → the earlier tasks that have it, of those that are not common."""
        leads: dict[str, list[str]] = defaultdict(list)
        for wording in self.earlier.values():
            for key in [*wording.grams, *map(_key, wording.carriers)]:
                leads[key].append(wording.reference)
        most = max(FEW, len(self.earlier) // COMMON)
        return {key: references for key, references in leads.items() if len(references) <= most}


def _key(carrier: str) -> str:
    """A body beside grams, of which none is so long."""
    return f"@{carrier}"


def _rarity(sets: Iterable[Collection[str]], number: int) -> dict[str, float]:
    """How rare each member of `sets` is among so many: the logarithm of all by those that have it."""
    having: Counter[str] = Counter()
    for members in sets:
        having.update(members)
    return {member: log(number / count) for member, count in having.items()}
