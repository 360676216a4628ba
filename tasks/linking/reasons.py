"""What a pair of tasks has in common, for people to judge by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from agencies.fulltext.folding import GAP, fold
from agencies.fulltext.marking import Piece, pieces_of, places_of
from tasks.linking.nearness import Index, Near
from tasks.linking.subjects import subjects_of
from tasks.linking.wordings import Wording

MOST_PHRASES = 6

LEAST_WORTH = 6.0
"""A phrase is named whose pairs of characters add so much: 知识产权 and 加强, everywhere, add less."""


@dataclass(frozen=True)
class SharedAgency:
    """Two agencies, as they were named then, whose work one body carries."""

    later: str
    earlier: str
    carrier: str

    def turned(self) -> SharedAgency:
        """The same with the other task first."""
        return SharedAgency(self.earlier, self.later, self.carrier)


@dataclass(frozen=True)
class SharedSubject:
    """Two words, one of each text, for the same subject."""

    later: str
    earlier: str

    def turned(self) -> SharedSubject:
        """The same with the other task first."""
        return SharedSubject(self.earlier, self.later)


@dataclass(frozen=True)
class Reasons:
    """Why a pair is suggested; each list begins with what says most."""

    phrases: tuple[str, ...]
    titles: tuple[str, ...]
    subjects: tuple[SharedSubject, ...]
    agencies: tuple[SharedAgency, ...]
    nearest: bool

    def turned(self) -> Reasons:
        """The same of the pair the other way round."""
        return replace(
            self,
            subjects=tuple(one.turned() for one in self.subjects),
            agencies=tuple(one.turned() for one in self.agencies),
        )


def reasons_for(near: Near, index: Index) -> Reasons:
    """What `near` shares, weighed as `index` does."""
    later, earlier = near.later, near.earlier
    spoken, before = subjects_of(later.folded), subjects_of(earlier.folded)
    return Reasons(
        phrases=tuple(_phrases(later, earlier, index)),
        titles=tuple(title for title in later.titles if title in earlier.folded)
        + tuple(title for title in earlier.titles if title in later.folded and title not in later.titles),
        subjects=tuple(
            SharedSubject(word, before[subject])
            for subject, word in spoken.items()
            if subject in before and word not in earlier.folded and before[subject] not in later.folded
        ),
        agencies=tuple(
            SharedAgency(one.agency, other.agency, one.carrier)
            for one in later.agencies
            for other in earlier.agencies
            if one.carrier == other.carrier
        ),
        nearest=near.nearest,
    )


def marked(text: str, reasons: Reasons) -> list[Piece]:
    """`text`, of either task, cut where a shared phrase or title begins and ends."""
    words = [fold(shared).text for shared in (*reasons.phrases, *reasons.titles)]
    return list(pieces_of(text, places_of(text, words)))


def _phrases(later: Wording, earlier: Wording, index: Index) -> list[str]:
    """The stretches of the later text that stand in the earlier one too, those that say most first.

    One that is part of another is not named besides.
    """
    worth: dict[str, float] = {}
    for run in _runs(later.folded, earlier.folded):
        pairs = (run[place : place + 2] for place in range(len(run) - 1))
        worth[run] = sum(map(index.worth, pairs))
    said: list[str] = []
    for run in sorted(worth, key=lambda run: -worth[run]):
        if worth[run] >= LEAST_WORTH and not any(run in longer for longer in said):
            said.append(run)
    return [_as_written(run, later.text) for run in said[:MOST_PHRASES]]


def _runs(one: str, other: str) -> Iterator[str]:
    """The stretches of two characters and more of `one` that stand in `other`, both folded.

    Each is as long as it can be from where the one before ended.
    """
    for word in one.split(GAP):
        start = 0
        while start < len(word) - 1:
            end = start + 1
            while end < len(word) and word[start : end + 1] in other:
                end += 1
            if end > start + 1:
                yield word[start:end]
            start = end if end > start + 1 else start + 1


def _as_written(run: str, text: str) -> str:
    folded = fold(text)
    start = folded.text.index(run)
    return text[folded.places[start] : folded.places[start + len(run) - 1] + 1]
