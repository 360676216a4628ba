"""Where the tasks of a plan come from: the same words in the document that the plan divides up.

A task is one or more runs of whole clauses of that document. The marks inside a run are those of the
document; the one that closes it may be another, since a task ends with a full stop where the sentence
that it was cut from may go on, and runs from places apart are joined.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plans.parsing.clauses import Clause, read_clauses
from plans.parsing.document import ParsedDocument, ParsedTask
from plans.parsing.passages import Erratum
from plans.parsing.source import Span


@dataclass(frozen=True)
class TaskSpans:
    """The number of a task and the places in the other document that its text is from, in its own order."""

    number: int
    spans: tuple[Span, ...]


def trace_tasks(
    plan: ParsedDocument, origin: ParsedDocument, errata: Sequence[Erratum] = ()
) -> tuple[TaskSpans, ...]:
    """Where in `origin` each task of `plan` stands, in the fewest and so the longest runs.

    Raises `DocumentError` at the first clause of a task that `origin` does not have word for word, or has
    in two places without saying which one is meant.
    """
    tracer = _Tracer(plan, origin, errata)
    return tuple(TaskSpans(task.number, tuple(tracer.spans(task))) for task in plan.tasks)


class _Tracer:
    """The clauses of the document of origin, to be found by their words."""

    def __init__(self, plan: ParsedDocument, origin: ParsedDocument, errata: Sequence[Erratum]) -> None:
        self._plan = plan
        self._errata = errata
        self._clauses = [
            (provision.section_path, clause)
            for provision in origin.provisions
            for clause in read_clauses(origin.source, provision.span, errata)
        ]
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, (_path, clause) in enumerate(self._clauses):
            self._places[clause.words].append(place)

    def spans(self, task: ParsedTask) -> Iterator[Span]:
        """The runs that the task is joined from."""
        clauses = list(read_clauses(self._plan.source, task.span, self._errata))
        done = 0
        while done < len(clauses):
            rest = clauses[done:]
            runs = {place: self._run(place, rest) for place in self._places.get(rest[0].words, ())}
            length = max(runs.values(), default=0)
            longest = [place for place, found in runs.items() if found == length]
            if len(longest) != 1:
                raise self._plan.source.error(
                    "origin_ambiguous" if longest else "origin_missing",
                    rest[0].span.start,
                    number=task.number,
                    words=rest[0].text,
                )
            first, last = longest[0], longest[0] + length - 1
            yield Span(self._clauses[first][1].span.start, self._clauses[last][1].span.end)
            done += length

    def _run(self, place: int, wanted: Sequence[Clause]) -> int:
        """How many of the `wanted` clauses follow one another from `place` on, within one section."""
        section = self._clauses[place][0]
        length = 0
        for (path, there), clause in zip(self._clauses[place:], wanted, strict=False):
            if path != section or there.words != clause.words:
                break
            length += 1
            if there.mark != clause.mark:
                break
        return length
