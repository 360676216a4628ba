"""溯源: from the sentences of a document to the tasks of the plan that divides it up, and their state."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from agencies.models import User
from plans.models import Plan, Provision, Section, SourceDocument
from plans.models.documents import ProvisionQuerySet
from tasks.enums import AssignmentRole
from tasks.models import Task, TaskOrigin
from tasks.models.origins import TaskOriginQuerySet
from tasks.summaries.coverage import Coverage, SectionCoverage
from tasks.summaries.roles import STRENGTH, by_role
from tasks.summaries.strands import DividedSentence, Strand, divided_sentences, tasks_in


@dataclass(frozen=True)
class Holder:
    """An agency (`pk`) that has a part in a task."""

    role: AssignmentRole
    pk: int
    name: str


@dataclass(frozen=True)
class TracedTask:
    """A task with its state, and who has it: who leads first, who takes part last."""

    task: Task
    holders: Sequence[Holder]

    @property
    def by_role(self) -> Mapping[AssignmentRole, Sequence[Holder]]:
        """Who has it in which role."""
        return by_role(self.holders)


@dataclass(frozen=True)
class TracedStrand:
    """A strand of a sentence, and the tasks that it went into."""

    strand: Strand
    tasks: Sequence[TracedTask]


@dataclass(frozen=True)
class TracedProvision:
    """A sentence in strands; `place` names it in its document, such as `3.1-7`."""

    provision: Provision
    place: str
    strands: Sequence[TracedStrand]


@dataclass(frozen=True)
class TakenStrand:
    """A strand of a sentence: whether the task that is looked at took it (`own`), and which `others` did."""

    strand: Strand
    own: bool
    others: Sequence[Task]


@dataclass(frozen=True)
class Taken:
    """A sentence that a task is from, with whose the rest of it is."""

    provision: Provision
    place: str
    strands: Sequence[TakenStrand]

    @property
    def first(self) -> Strand:
        """Where in it the task begins."""
        return next(one.strand for one in self.strands if one.own)


@dataclass(frozen=True)
class TracedSection:
    """A section with its sentences, those that were asked for, and the sections below that have any."""

    section: Section
    coverage: Coverage | None
    provisions: Sequence[TracedProvision]
    below: Sequence[TracedSection]


def provisions_of(document: SourceDocument, reader: User) -> ProvisionQuerySet:
    """The sentences of a document that `reader` may see, in its order."""
    found = Provision.objects.visible_to(reader).filter(section__document=document)
    return found.order_by("section__position", "position")


def origins_of(plan: Plan, reader: User) -> TaskOriginQuerySet:
    """Where the tasks of a plan that `reader` may see are from."""
    visible = Task.objects.visible_to(reader).filter(plan=plan)
    return TaskOrigin.objects.visible_to(reader).filter(task__in=visible)


def traced(
    plan: Plan, sentences: Sequence[DividedSentence], reader: User, day: datetime.date
) -> list[TracedProvision]:
    """`sentences` of the document that `plan` divides up, with their tasks on `day`; two queries."""
    visible = Task.objects.visible_to(reader).filter(pk__in=tasks_in(sentences))
    stated: Iterable[Any] = visible.with_standing(day).with_kept_parts(day)
    tasks = {}
    for task in stated:
        task.plan = plan
        tasks[task.pk] = TracedTask(task, _holders(task.shown_parts))
    return [
        TracedProvision(
            one.provision,
            one.place,
            [TracedStrand(strand, [tasks[key] for key in strand.tasks]) for strand in one.strands],
        )
        for one in sentences
    ]


def taken_by(task: Task, reader: User) -> list[Taken]:
    """The sentences that `task` (its plan's `origin` at hand) is from, by three queries; without one none."""
    document = task.plan.origin
    if document is None:
        return []
    own = TaskOrigin.objects.filter(task=task, start__lt=OuterRef("end"), end__gt=OuterRef("start"))
    provisions = provisions_of(document, reader).filter(Exists(own))
    sentences = divided_sentences(document, provisions, origins_of(task.plan, reader))
    others = Task.objects.exclude(pk=task.pk).in_bulk(tasks_in(sentences))
    for other in others.values():
        other.plan = task.plan
    return [
        Taken(
            one.provision,
            one.place,
            [
                TakenStrand(
                    strand, task.pk in strand.tasks, [others[key] for key in strand.tasks if key in others]
                )
                for strand in one.strands
            ],
        )
        for one in sentences
    ]


def sentences_of(document: SourceDocument, plan: Plan, reader: User) -> list[DividedSentence]:
    """All sentences of `document`, by what `plan`, which divides it up, made of them; two queries."""
    return divided_sentences(document, provisions_of(document, reader), origins_of(plan, reader))


def by_section(
    sections: Iterable[SectionCoverage], provisions: Iterable[TracedProvision]
) -> list[TracedSection]:
    """`provisions` in their sections; a section that has none, also not below it, is left out."""
    placed: dict[int, list[TracedProvision]] = defaultdict(list)
    for one in provisions:
        placed[one.provision.section_id].append(one)
    return _shown(sections, placed)


def _shown(
    sections: Iterable[SectionCoverage], provisions: Mapping[int, Sequence[TracedProvision]]
) -> list[TracedSection]:
    found = [
        TracedSection(
            one.section, one.coverage, provisions.get(one.section.pk, ()), _shown(one.below, provisions)
        )
        for one in sections
    ]
    return [one for one in found if one.provisions or one.below]


def _holders(parts: Iterable[Any]) -> list[Holder]:
    found = [
        Holder(AssignmentRole(part["role"]), part["agency"]["id"], part["agency"]["name"]) for part in parts
    ]
    return sorted(found, key=lambda one: STRENGTH.index(one.role))
