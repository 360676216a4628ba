"""Where tasks of other plans are from, when the document that these divide up gets another text."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from plans.models import SourceDocument
from tasks.importing.changes import Change, ChangeKind, LoadRefused
from tasks.models import TaskOrigin

LABEL = "tasks.taskorigin"


def origins_elsewhere(file_name: str, plans: Collection[str]) -> QuerySet[TaskOrigin]:
    """The places in that document from which tasks are, without those of `plans` (their codes)."""
    of_document = TaskOrigin.objects.filter(task__plan__origin__file_name=file_name)
    return of_document.exclude(task__plan__code__in=plans).select_related("task__plan")


def words_at(document: SourceDocument, origins: QuerySet[TaskOrigin]) -> Mapping[int, tuple[str, int, int]]:
    """By the key of each origin its words, the how manieth time they stand there, and how often they do."""
    text = document.text
    found = {}
    for origin in origins:
        words = text[origin.start : origin.end]
        found[origin.pk] = (words, text.count(words, 0, origin.start), text.count(words))
    return found


def origins_follow(
    document: SourceDocument, origins: QuerySet[TaskOrigin], before: Mapping[int, tuple[str, int, int]]
) -> Iterator[Change]:
    """Put `origins` where their words stand in the text of `document` now; yields those that moved.

    They are the same words if they stand there as often as `before`, in the same order. Raises `LoadRefused`
    where some do not: where these tasks are from now, only the fixtures of their plans know.
    """
    lost = []
    for origin in origins:
        words, place, often = before[origin.pk]
        if document.text.count(words) != often:
            lost.append(origin)
            continue
        start = _nth(document.text, words, place)
        if start != origin.start:
            was = {"start": origin.start, "end": origin.end}
            origin.start, origin.end = start, start + len(words)
            origin.save(update_fields=["start", "end"])
            key = f"{origin.task.reference}-{origin.position}"
            yield Change(ChangeKind.CHANGED, LABEL, key, was, {"start": origin.start, "end": origin.end})
    if lost:
        raise LoadRefused(
            _("What tasks are from stands otherwise in %(file)s now: %(tasks)s. Load with it: %(plans)s.")
            % {
                "file": document.file_name,
                "tasks": "、".join(dict.fromkeys(origin.task.reference for origin in lost)),
                "plans": "、".join(sorted({f"plan-{origin.task.plan.code}.json" for origin in lost})),
            }
        )


def _nth(text: str, words: str, place: int) -> int:
    start = text.index(words)
    for _before in range(place):
        start = text.index(words, start + len(words))
    return start
