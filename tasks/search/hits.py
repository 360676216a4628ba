"""What a person finds by words: tasks, agencies and progress reports, each the best first, hits marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from agencies.fulltext.folding import fold, words_of, written_plainly
from agencies.fulltext.marking import Piece, pieces_of, places_of
from agencies.fulltext.pinyin import may_sound, places_of_sound
from agencies.models import Agency, AgencyText, User
from agencies.search import names_of
from plans.models import Plan
from tasks.enums import SearchKind
from tasks.filters.words import Reference, asked_words
from tasks.models import ProgressReport, ReportText, Task, TaskText
from tasks.search.keeping import NARRATIVE, with_what_it_says, wording_of

MOST = 1000
"""Of one kind no more are listed, the newest; who gets so many needs another word."""

LENGTH = 160
"""Characters shown of one text."""


@dataclass(frozen=True)
class Line:
    """One text of what was found in which a word stands; `replaced`: the office has adjusted it since."""

    pieces: Sequence[Piece]
    replaced: bool = False


@dataclass(frozen=True)
class Hit:
    """One thing that was found."""

    row: Any
    lines: Sequence[Line]


@dataclass(frozen=True)
class Found:
    """Everything of one kind that `user` may see in which the words stand: its keys, the best first."""

    kind: SearchKind
    keys: Sequence[int]
    words: Sequence[str]

    @property
    def is_cut(self) -> bool:
        """Whether there may be more."""
        return len(self.keys) == MOST

    def hits(self, start: int, end: int) -> list[Hit]:
        """Those from `start` to before `end`."""
        keys = self.keys[start:end]
        rows = {row.pk: row for row in _ROWS[self.kind]().filter(pk__in=keys)}
        return [Hit(rows[key], _LINES[self.kind](rows[key], self.words)) for key in keys]


def search(user: User, query: str, kind: SearchKind, plan: Plan | None = None) -> Found:
    """What `user` finds of `kind` by `query`; with `plan` only what belongs to it."""
    words = words_of(query)
    texts: Any
    if kind == SearchKind.TASK:
        tasks = Task.objects.visible_to(user)
        within = tasks.filter(plan=plan) if plan else tasks
        asked = asked_words(query)
        if isinstance(asked, Reference) and not asked.plan:
            # №55, as plans print it: whoever copies it wants the tasks of that number.
            numbered = within.filter(number=asked.number).order_by("-pk").values_list("pk", flat=True)
            return Found(kind, list(numbered[:MOST]), ())
        texts = TaskText.objects.filter(task__in=within)
    elif kind == SearchKind.AGENCY:
        agencies = Agency.objects.visible_to(user)
        part = agencies.filter(assignments__task__plan=plan) if plan else agencies
        texts = AgencyText.objects.filter(agency__in=part)
    else:
        reports = ProgressReport.objects.visible_to(user)
        texts = ReportText.objects.filter(report__in=reports.filter(task__plan=plan) if plan else reports)
    # To weigh every text with a word as common as 的 takes half a second at 100,000.
    newest = texts.containing(words).order_by("-pk").values("pk")[:MOST]
    best = texts.model._meta.default_manager.filter(pk__in=newest).best_first(words)
    return Found(kind, list(best.values_list("pk", flat=True)), words)


def named_task(user: User, query: str) -> Task | None:
    """The task whose reference, such as `2020-55`, the whole query is."""
    tasks = Task.objects.visible_to(user).referred_to(written_plainly(query))
    return tasks.select_related("plan").first()


def _tasks() -> QuerySet[Task]:
    return with_what_it_says(Task.objects.select_related("plan"))


def _agencies() -> QuerySet[Agency]:
    return Agency.objects.prefetch_related("aliases").select_related("search_text")


def _reports() -> QuerySet[ProgressReport]:
    return ProgressReport.objects.select_related("task__plan", "agency")


def _lines_of_task(task: Task, words: Sequence[str]) -> list[Line]:
    wording = wording_of(task)
    parent = task.section.parent
    rest = [task.assignment_text, parent.title if parent else "", task.section.title]
    lines = [_line(wording, words)]
    if wording != task.text:
        lines += _lines([task.text], words, replaced=True)
    return lines + _lines(rest, words)


def _lines_of_report(report: ProgressReport, words: Sequence[str]) -> list[Line]:
    return _lines([getattr(report, name) for name in NARRATIVE], words)


def _lines_of_agency(agency: Agency, words: Sequence[str]) -> list[Line]:
    sounds = agency.search_text.sounds.split("\n")
    lines = []
    for name, sound in zip(names_of(agency), sounds, strict=True):
        hits = places_of(name, words)
        places = fold(name).places
        for word in filter(may_sound, words):
            hits.update(places[place] for place in places_of_sound(sound, word) or ())
        lines.append(Line(pieces_of(name, hits)))
    return lines


def _line(text: str, words: Sequence[str]) -> Line:
    return Line(pieces_of(text, places_of(text, words), LENGTH))


def _lines(texts: Sequence[str], words: Sequence[str], *, replaced: bool = False) -> list[Line]:
    hits = [(text, places_of(text, words)) for text in texts]
    return [Line(pieces_of(text, found, LENGTH), replaced) for text, found in hits if found]


_ROWS: dict[SearchKind, Any] = {
    SearchKind.TASK: _tasks,
    SearchKind.AGENCY: _agencies,
    SearchKind.REPORT: _reports,
}
_LINES: dict[SearchKind, Any] = {
    SearchKind.TASK: _lines_of_task,
    SearchKind.AGENCY: _lines_of_agency,
    SearchKind.REPORT: _lines_of_report,
}
