"""A plan as a tree of its sections, and a document as marked text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from agencies.models import User
from plans.models import Plan, Provision, Section, SourceDocument
from plans.source_text import Mark, Passage, errata_of, passages
from tasks.models import Task


@dataclass(frozen=True)
class Branch:
    """A section, the tasks that stand in it directly, and its subsections."""

    section: Section
    tasks: Sequence[Task]
    branches: Sequence[Branch]


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
    """What a passage is: `id` to link to, `kind` (`section`, `task`, `provision`), the task if it is one."""

    id: str
    kind: str
    task: Task | None = None


def document_passages(document: SourceDocument, reader: User) -> list[Passage]:
    """The whole text; a passage's owner is an `Anchor` where a heading, a task or a provision stands."""
    marks = [
        Mark(section.start, section.end, Anchor(f"section-{section.path}", "section"))
        for section in Section.objects.visible_to(reader).filter(document=document)
    ]
    tasks = Task.objects.visible_to(reader).filter(section__document=document).select_related("plan")
    marks += [
        Mark(task.start, task.assignment_end or task.end, Anchor(f"task-{task.number}", "task", task))
        for task in tasks
    ]
    provisions = Provision.objects.visible_to(reader).filter(section__document=document)
    marks += [
        Mark(
            provision.start,
            provision.end,
            Anchor(f"provision-{provision.section.path}-{provision.position}", "provision"),
        )
        for provision in provisions.select_related("section")
    ]
    return passages(document.text, marks, errata_of(document.errata))
