"""A plan as a tree of its sections, and a document as marked text."""

from __future__ import annotations

import datetime
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agencies.models import User
from plans.models import Plan, Section, SourceDocument
from plans.source_text import Erratum, Mark, Passage, errata_of, passages
from tasks.enums import Given, LightColour
from tasks.models import Task, TaskOrigin
from tasks.models.task import TaskQuerySet
from tasks.summaries.strands import divided_sentences
from tasks.summaries.traces import provisions_of

LONGEST_LABEL = 20
"""Characters that the number of a task or a section takes at most, with the blanks around it."""


@dataclass(frozen=True)
class Branch:
    """A section, the tasks that stand in it directly, and its subsections."""

    section: Section
    tasks: Sequence[Task]
    branches: Sequence[Branch]

    @property
    def all_tasks(self) -> list[Task]:
        """Its tasks and those of its subsections, in the order of the document."""
        return [*self.tasks, *(task for below in self.branches for task in below.all_tasks)]

    @property
    def lights(self) -> list[tuple[LightColour, int]]:
        """How many of `all_tasks` (loaded with their standing) are red and yellow, where any are."""
        shown = Counter(task.light for task in self.all_tasks)
        return [(light, shown[light]) for light in (LightColour.RED, LightColour.YELLOW) if shown[light]]


def plan_tree(plan: Plan, tasks: Sequence[Task]) -> list[Branch]:
    """The top sections of the plan's document with `tasks` in their places."""
    by_section: dict[int, list[Task]] = defaultdict(list)
    for task in tasks:
        by_section[task.section_id].append(task)
    below: dict[int | None, list[Section]] = defaultdict(list)
    for section in Section.objects.filter(document=plan.document_id):
        below[section.parent_id].append(section)

    def branches(parent: int | None) -> list[Branch]:
        return [Branch(section, by_section[section.pk], branches(section.pk)) for section in below[parent]]

    return branches(None)


@dataclass(frozen=True)
class Anchor:
    """What a passage is: `id` to link to, its `kind` (`preface`, `section`, `task`, `provision`, `strand`,
    `note`).

    `tasks`: the task itself, or those that a strand of a sentence went into, with their state; `given`: what
    became of that strand. A sentence that was divided up has its strands as `parts`, and so has a task in
    whose words the plan's note on who leads stands. A section has a `level` and may not be `distributable`.
    """

    id: str
    kind: str
    tasks: Sequence[Task] = ()
    given: Given | None = None
    parts: Sequence[Passage] = ()
    distributable: bool = True
    level: int = 0

    @property
    def holds_note(self) -> bool:
        """Whether it is the note on who leads, or that stands in it."""
        return self.kind == "note" or any(part.owner and part.owner.holds_note for part in self.parts)


@dataclass(frozen=True)
class Chapter:
    """A top section (`heading`) with the passages below it, or without one what stands outside."""

    heading: Passage | None
    passages: Sequence[Passage]
    first: bool

    @property
    def task_count(self) -> int:
        """How many tasks stand in it, or were made of its sentences; each once."""
        owners = [passage.owner for passage in self.passages if passage.owner]
        owners += [part.owner for owner in owners for part in owner.parts if part.owner]
        return len({task.pk for owner in owners for task in owner.tasks})


def chapters(shown: Sequence[Passage]) -> list[Chapter]:
    """The passages of a document by its top sections; a note at its end stands outside of them."""
    found: list[tuple[Passage | None, list[Passage]]] = [(None, [])]
    for passage in shown:
        if passage.owner and passage.owner.kind == "section" and passage.owner.level == 1:
            found.append((passage, []))
            continue
        if passage.owner and passage.owner.kind == "note":
            found.append((None, []))
        found[-1][1].append(passage)
    first = next((heading for heading, _ in found if heading), None)
    return [Chapter(heading, below, heading is first) for heading, below in found if heading or below]


def document_passages(
    document: SourceDocument, reader: User, day: datetime.date, *, divided: bool
) -> list[Passage]:
    """The whole text; a passage's owner is an `Anchor` where a heading, a task or a sentence stands.

    Where plans have `divided` it up, sentences come in the strands that these made of them.
    """
    text, errata = document.text, errata_of(document.errata)
    visible = Task.objects.visible_to(reader).with_standing(day).select_related("plan")
    marks = [
        Mark(_before(text, one.start, rf"#*\s*{re.escape(one.label)}"), _stop(text, one.end), _heading(one))
        for one in Section.objects.visible_to(reader).filter(document=document)
    ]
    note = _note(document)
    tasks = [_task(document, task, note, errata) for task in visible.filter(section__document=document)]
    marks += [*tasks, *([note] if note else [])]
    if document.preface_start is not None and document.preface_end is not None:
        marks.append(Mark(document.preface_start, document.preface_end, Anchor("preface", "preface")))
    if divided:
        marks += _divided(document, reader, visible.filter(plan__origin=document), errata)
    else:
        marks += [
            Mark(one.start, one.end, Anchor(f"provision-{one.section.path}-{one.position}", "provision"))
            for one in provisions_of(document, reader).select_related("section")
        ]
    return passages(text, marks, errata)


def _note(document: SourceDocument) -> Mark | None:
    """Where the plan of the document, if it is one, says who leads."""
    plan: Plan | None = getattr(document, "plan", None)
    if plan is None or plan.note_start is None or plan.note_end is None:
        return None
    return Mark(plan.note_start, plan.note_end, Anchor("note", "note"))


def _task(document: SourceDocument, task: Task, note: Mark | None, errata: Sequence[Erratum]) -> Mark:
    """The words of a task with its number and its bracket."""
    start = _before(document.text, task.start, r"\d+\s*[.．]")
    end = task.assignment_end or task.end
    inside = note is not None and start <= note.start and note.end <= end
    parts = passages(document.text, [note], errata, (start, end)) if note and inside else ()
    return Mark(start, end, Anchor(f"task-{task.number}", "task", [task], parts=parts))


def _divided(
    document: SourceDocument, reader: User, tasks: TaskQuerySet, errata: Sequence[Erratum]
) -> Iterator[Mark]:
    """The sentences of a document, each in its strands."""
    stated = {task.pk: task for task in tasks}
    origins = TaskOrigin.objects.visible_to(reader).filter(task__in=stated)
    for one in divided_sentences(document, provisions_of(document, reader), origins):
        parts = [
            Mark(
                strand.start,
                strand.end,
                Anchor(
                    f"strand-{strand.place}", "strand", [stated[key] for key in strand.tasks], strand.given
                ),
            )
            for strand in one.strands
        ]
        window = (one.provision.start, one.provision.end)
        inside = passages(document.text, parts, errata, window)
        yield Mark(*window, Anchor(f"provision-{one.place}", "provision", parts=inside))


def _heading(section: Section) -> Anchor:
    level = section.path.count(".") + 1
    return Anchor(f"section-{section.path}", "section", distributable=section.distributable, level=level)


def _before(text: str, start: int, label: str) -> int:
    """Where the label begins that stands right before `start`; `start` itself where there is none."""
    first = max(start - LONGEST_LABEL, 0)
    found = re.search(rf"{label}\s*$", text[first:start])
    return first + found.start() if found else start


def _stop(text: str, end: int) -> int:
    """Behind the full stop with which some headings end; `end` itself where there is none."""
    return end + 1 if text.startswith("。", end) else end
