"""What a plan made of the document that it divides up: its sentences in strands, each with its tasks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from plans.models import Provision, SourceDocument
from plans.models.documents import ProvisionQuerySet
from plans.parsing import Clause, Erratum, Source, Span, read_clauses
from tasks.enums import Given
from tasks.models.origins import TaskOriginQuerySet


@dataclass(frozen=True)
class Strand:
    """Neighbouring clauses of a sentence that went the same way: into the same `tasks` (keys), or to nobody.

    `text` is as it reads, `start` and `end` are where it is printed. `place` names it in its document by
    where it begins, such as `3.1-7-2`: with the second clause of the seventh sentence of section 3.1. So it
    has one name whether one plan that divides up the document is looked at or all of them.
    """

    place: str
    text: str
    start: int
    end: int
    clauses: int
    given: Given
    tasks: tuple[int, ...]

    @property
    def characters(self) -> int:
        """How long it is as it reads."""
        return len(self.text)


@dataclass(frozen=True)
class DividedSentence:
    """A sentence (with its section at hand) in its strands, which joined are its whole text."""

    provision: Provision
    strands: Sequence[Strand]

    @property
    def place(self) -> str:
        """It in its document, such as `3.1-7`."""
        return f"{self.provision.section.path}-{self.provision.position}"

    def has(self, given: str) -> bool:
        """Whether any of it went that way."""
        return any(strand.given == given for strand in self.strands)


def divided_sentences(
    document: SourceDocument, provisions: ProvisionQuerySet, origins: TaskOriginQuerySet
) -> list[DividedSentence]:
    """`provisions` of `document` in their order, by what `origins` took of them; two queries."""
    spans: dict[int, list[tuple[Span, int]]] = defaultdict(list)
    for one in origins.meeting(provisions).order_by("start", "task"):
        spans[one.provision].append((Span(one.start, one.end), one.task_id))
    source = Source(document.file_name, document.text)
    errata = [Erratum(file_name=document.file_name, **row) for row in document.errata]
    return [
        DividedSentence(provision, list(_strands(source, provision, spans[provision.pk], errata)))
        for provision in provisions.select_related("section__parent")
    ]


def tasks_in(sentences: Iterable[DividedSentence]) -> list[int]:
    """The keys of the tasks that any of `sentences` went into, each once."""
    return list(dict.fromkeys(key for one in sentences for strand in one.strands for key in strand.tasks))


def _strands(
    source: Source, provision: Provision, spans: Sequence[tuple[Span, int]], errata: Sequence[Erratum]
) -> Iterator[Strand]:
    def takers(numbered: tuple[int, Clause]) -> tuple[int, ...]:
        there = numbered[1].span
        taken = (task for span, task in spans if span.start < there.end and there.start < span.end)
        return tuple(dict.fromkeys(taken))

    clauses = read_clauses(source, Span(provision.start, provision.end), errata)
    for tasks, run in groupby(enumerate(clauses, start=1), takers):
        numbers, together = zip(*run, strict=True)
        yield Strand(
            place=f"{provision.section.path}-{provision.position}-{numbers[0]}",
            text="".join(clause.text for clause in together),
            start=together[0].span.start,
            end=together[-1].span.end,
            clauses=len(together),
            given=_given(provision, tasks),
            tasks=tasks,
        )


def _given(provision: Provision, tasks: Sequence[int]) -> Given:
    if tasks:
        return Given.TASKS
    return Given.NOBODY if provision.section.distributable else Given.NOT_FOR_DISTRIBUTION
