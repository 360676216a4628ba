"""How much of a document the plan that divides it up gave out, and what it gave to nobody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from plans.models import Provision, Section, SourceDocument
from tasks.enums import Given
from tasks.summaries.strands import DividedSentence, Strand


@dataclass(frozen=True)
class Unassigned:
    """A strand that was given to nobody, and the sentence that it stands in."""

    provision: Provision
    strand: Strand


@dataclass(frozen=True)
class SetAside:
    """A section with its sentences, to be shown beside what was left where nothing of it went into tasks."""

    section: Section
    sentences: Sequence[DividedSentence]

    @property
    def inside_what_is_handed_out(self) -> bool:
        """Whether it is not for distribution, but the section that it stands in is."""
        parent = self.section.parent
        return parent is not None and parent.distributable and not self.section.distributable

    @property
    def taken(self) -> bool:
        """Whether a task took any of it all the same."""
        return any(one.has(Given.TASKS) for one in self.sentences)


@dataclass(frozen=True)
class Coverage:
    """How much of what is to be handed out went into tasks, in clauses and in characters as they read."""

    clauses: int
    clauses_given: int
    characters: int
    characters_given: int

    @property
    def clauses_left(self) -> int:
        """Those that were given to nobody."""
        return self.clauses - self.clauses_given

    @property
    def by_given(self) -> dict[Given, int]:
        """The clauses that went into tasks, and those that did not."""
        return {Given.TASKS: self.clauses_given, Given.NOBODY: self.clauses_left}

    @property
    def percent(self) -> int:
        """Of the characters; 100 only where nothing is left."""
        return self.characters_given * 100 // self.characters if self.characters else 100


@dataclass(frozen=True)
class SectionCoverage:
    """A section, how much of it with what stands below it was given out (None: not for distribution)."""

    section: Section
    coverage: Coverage | None
    below: Sequence[SectionCoverage]


def coverage_of(document: SourceDocument, sentences: Iterable[DividedSentence]) -> list[SectionCoverage]:
    """The top sections of `document`, each with what stands below it, by how much of them was given out."""
    strands: dict[int, list[Strand]] = defaultdict(list)
    for one in sentences:
        strands[one.provision.section_id] += one.strands
    below: dict[int | None, list[Section]] = defaultdict(list)
    for section in Section.objects.filter(document=document):
        below[section.parent_id].append(section)

    def of(section: Section) -> tuple[SectionCoverage, list[Strand]]:
        found = [of(one) for one in below[section.pk]]
        inside = [*strands[section.pk], *(strand for _one, more in found for strand in more)]
        return SectionCoverage(section, _coverage(inside), [one for one, _more in found]), inside

    return [of(section)[0] for section in below[None]]


def coverage_in_all(sentences: Iterable[DividedSentence]) -> Coverage:
    """How much of `sentences` was given out."""
    return _coverage([strand for one in sentences for strand in one.strands]) or Coverage(0, 0, 0, 0)


def unassigned_in(sentences: Iterable[DividedSentence]) -> list[Unassigned]:
    """What of `sentences` was given to nobody though it is to be handed out."""
    return [
        Unassigned(one.provision, strand)
        for one in sentences
        for strand in one.strands
        if strand.given == Given.NOBODY
    ]


def set_aside_in(sentences: Iterable[DividedSentence]) -> list[SetAside]:
    """The sections that are not for distribution, each inside one that is, whose `sentences` no task took."""
    sections = groupby(sentences, key=lambda one: one.provision.section)
    found = [SetAside(section, list(inside)) for section, inside in sections]
    return [one for one in found if one.inside_what_is_handed_out and not one.taken]


def _coverage(strands: Collection[Strand]) -> Coverage | None:
    found = _counted(strands)
    clauses, characters = found[Given.TASKS]
    left, characters_left = found[Given.NOBODY]
    if not clauses + left:
        return None
    return Coverage(clauses + left, clauses, characters + characters_left, characters)


def _counted(strands: Iterable[Strand]) -> Mapping[Given, tuple[int, int]]:
    """How many clauses and how many characters went each way."""
    found = dict.fromkeys(Given, (0, 0))
    for strand in strands:
        clauses, characters = found[strand.given]
        found[strand.given] = (clauses + strand.clauses, characters + strand.characters)
    return found
