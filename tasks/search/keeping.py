"""Keeping what can be found: the services call this in the transaction that changes a text."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection
from django.db.models import QuerySet

from agencies.fulltext.index import refill
from agencies.models import Agency, AgencyText
from agencies.search import Words, texts_follow, texts_keep, texts_renew, words_in, words_of_agency
from tasks.models import ProgressReport, ReportText, Task, TaskText

NARRATIVE = ("progress", "outcome", "next_step")
"""What is searched of a report: never its problem, which is for the office alone."""


def wording_of(task: Task) -> str:
    """What a task says now, which may have been prefetched."""
    last = next(iter(task.wording_changes.all()), None)
    return last.text if last else task.text


def words_of_task(task: Task) -> Words:
    """What is searched of a task: its wording, the printed one beside it, the bracket, the sections."""
    titles = [task.section.title, task.section.parent.title if task.section.parent else ""]
    return words_in(list(dict.fromkeys([wording_of(task), task.text, task.assignment_text, *titles])))


def words_of_report(report: ProgressReport) -> Words:
    """What is searched of a progress report."""
    return words_in([getattr(report, name) for name in NARRATIVE])


def with_what_it_says(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """`tasks` with all that `words_of_task` reads."""
    return tasks.select_related("section__parent").prefetch_related("wording_changes")


def tasks_index(tasks: QuerySet[Task]) -> None:
    """Keep what is searched of `tasks`; part of the transaction that changes a wording or a section."""
    texts_keep(TaskText, {task.pk: words_of_task(task) for task in with_what_it_says(tasks)})


def tasks_follow(tasks: QuerySet[Task]) -> None:
    """The same of many `tasks`, of which few may say something else now: nobody waits for the others."""
    texts_follow(TaskText, with_what_it_says(tasks), words_of_task)


def reports_index(reports: Iterable[ProgressReport]) -> None:
    """Keep what is searched of `reports`; part of the transaction that writes them.

    Whoever may not see a report does not find it, so that nothing changes here when it is confirmed.
    """
    texts_keep(ReportText, {report.pk: words_of_report(report) for report in reports})


def rebuild() -> dict[str, int]:
    """Make everything that can be found anew; returns by kind how many texts had said something else.

    In steps: it may run beside everybody who writes, and be stopped and started again at any time.
    """
    reports = ProgressReport.objects.only(*NARRATIVE)
    changed = {
        "agencies": texts_renew(AgencyText, Agency.objects.prefetch_related("aliases"), words_of_agency),
        "tasks": texts_renew(TaskText, with_what_it_says(Task.objects.all()), words_of_task),
        "reports": texts_renew(ReportText, reports, words_of_report),
    }
    for model in (AgencyText, TaskText, ReportText):
        refill(connection, model)
    return changed
