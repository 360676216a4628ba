"""Recall and precision of what is suggested, on pairs that were judged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.links.judged import Judged, JudgedPlans
from tasks.linking.nearness import DEFAULT_THRESHOLD, Near

FIRST = 3


@dataclass(frozen=True)
class Outcome:
    """A judged pair, whether it is among the first three of its later task, and its score."""

    judged: Judged
    among_first: bool
    score: float

    @property
    def suggested(self) -> bool:
        """Whether it is suggested at the default threshold."""
        return self.score >= DEFAULT_THRESHOLD


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    def __float__(self) -> float:
        return self.part / self.whole

    def __str__(self) -> str:
        return f"{float(self):.3f} ({self.part} of {self.whole})"


@dataclass(frozen=True)
class Figures:
    """How good suggestions are.

    `recall`: of the pairs of the same work, those among the first three of their later task. `precision`: of
    the judged pairs that are suggested at the default threshold, those of the same work. `found`: of the
    pairs of the same work, those suggested at it.
    """

    recall: Share
    precision: Share
    found: Share


def outcomes(pairs: JudgedPlans) -> list[Outcome]:
    """What becomes of every judged pair of two plans."""
    return [_outcome(pairs, judged) for judged in pairs.judged]


def figures(results: Iterable[Outcome]) -> Figures:
    """The figures of those pairs."""
    results = list(results)
    same = [one for one in results if one.judged.same_work]
    suggested = [one for one in results if one.suggested]
    right = sum(one.judged.same_work for one in suggested)
    return Figures(
        recall=Share(sum(one.among_first for one in same), len(same)),
        precision=Share(right, len(suggested)),
        found=Share(right, len(same)),
    )


def not_judged(pairs: JudgedPlans) -> Sequence[Near]:
    """What is suggested at the default threshold and no reader said anything about."""
    known = {(one.later, one.earlier) for one in pairs.judged}
    return [
        near
        for later in pairs.index.later
        for near in pairs.index.suggestions(later)
        if near.score >= DEFAULT_THRESHOLD and (later, near.earlier.reference) not in known
    ]


def at_worst(pairs: Sequence[JudgedPlans]) -> Share:
    """The precision on the half not tuned on, were everything wrong that nobody judged."""
    kept = [one for pair in pairs for one in outcomes(pair) if not one.judged.tuned_on]
    later = {one.judged.later for one in kept}
    wrong = sum(near.later.reference in later for pair in pairs for near in not_judged(pair))
    known = figures(kept).precision
    return Share(known.part, known.whole + wrong)


def _outcome(pairs: JudgedPlans, judged: Judged) -> Outcome:
    first = pairs.index.suggestions(judged.later, FIRST)
    return Outcome(
        judged=judged,
        among_first=judged.earlier in {near.earlier.reference for near in first},
        score=pairs.index.pair(judged.later, judged.earlier).score,
    )
