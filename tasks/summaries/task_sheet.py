"""One task as a reader sees it: where it is printed, who has it and why, what was said about it."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from agencies.models import User
from agencies.rules import is_office
from plans.clock import end_of
from plans.models import Plan
from plans.source_text import Mark, Passage, errata_of, passages, surroundings
from tasks import rules
from tasks.comparison import Piece, text_changes
from tasks.enums import AssignmentBasis, ReportState, TaskMode
from tasks.lights import Light
from tasks.models import Assignment, ProgressReport, Review, Task, state_sql
from tasks.services.readings import rule_in_force
from tasks.summaries.evidence import NOTHING, EvidenceSheet, evidence_sheets
from tasks.summaries.known_reports import KnownReport, known_reports
from tasks.summaries.lights import light_of
from tasks.summaries.parts import with_progress
from tasks.summaries.task_dates import TaskDates, task_dates

TEXTS = ("progress", "outcome", "problem", "next_step")


@dataclass(frozen=True)
class Holding:
    """An agency's part (with `own_status`, `own_percent`, `reported`, `accepted`), and why it has it."""

    assignment: Assignment
    why: str


@dataclass(frozen=True)
class ChangedText:
    """One text of a report in pieces, against the agency's report before; `is_new` where there is none."""

    label: str
    pieces: Sequence[Piece]
    is_new: bool


@dataclass(frozen=True)
class Entry:
    """A report as known on the day, the agency's report before it, the reviews that the reader may see.

    Both reports come with what stands confirmed of them. `may_reopen`: the reader can take back that it
    completes something. `evidence` is empty where the words of that day are not kept.
    """

    known: KnownReport
    before: ProgressReport | None
    texts: Sequence[ChangedText]
    reviews: Sequence[Review]
    may_reopen: bool
    evidence: EvidenceSheet


@dataclass(frozen=True)
class TaskSheet:
    """Everything of a task's page. `source`: the printed text around it. `may_report`: on which parts."""

    task: Task
    mode: TaskMode
    light: Light
    source: Sequence[Passage]
    holdings: Sequence[Holding]
    ended: Sequence[Assignment]
    dates: TaskDates
    history: Sequence[Entry]
    may_report: Sequence[Assignment]
    may_decide: Sequence[ProgressReport]


def task_sheet(task: Task, reader: User, day: datetime.date, *, may_change: bool = True) -> TaskSheet:
    """The sheet of `task` (with its state on `day` and its assignments at hand) for `reader`.

    Without `may_change` it offers nothing to do, as on a day that has passed.
    """
    known, before = _known(task, reader, None if may_change else day), end_of(day)
    return TaskSheet(
        task=task,
        mode=TaskMode(task.mode),
        light=light_of(task, day),
        source=source_of(task),
        holdings=holdings_of(task, day),
        ended=[
            part for part in task.assignments.all() if part.in_force_until and part.in_force_until < before
        ],
        dates=task_dates(task, reader, day, may_change=may_change),
        history=_history(known, reader, day, _reopenable(task, known, reader) if may_change else set()),
        may_report=[
            part
            for part in task.assignments.all()
            if part.in_force_until is None and rules.can_report(reader, task, part.agency)
        ]
        if may_change
        else [],
        may_decide=[one.report for one in known if may_change and rules.can_return(reader, one.report)],
    )


def source_of(task: Task) -> list[Passage]:
    """The lines of the document around the task, its text and its bracket marked `text` and `bracket`."""
    document = task.plan.document
    marks = [Mark(task.start, task.end, "text")]
    if task.assignment_start is not None and task.assignment_end is not None:
        marks.append(Mark(task.assignment_start, task.assignment_end, "bracket"))
    window = surroundings(document.text, marks[0].start, marks[-1].end)
    return passages(document.text, marks, errata_of(document.errata), window)


def holdings_of(task: Task, day: datetime.date) -> list[Holding]:
    """Who has which part on `day`, what is confirmed of it, and on what basis."""
    parts: QuerySet[Assignment] = with_progress(
        Assignment.objects.in_force_on(day).filter(task=task), day
    ).annotate(
        own_status=state_sql.latest_of_agency(day, "status"),
        own_percent=state_sql.latest_of_agency(day, "percent"),
    )
    held = list(parts.select_related("agency", "decided_by"))
    reading = rule_in_force(task.plan, day).reading_reason
    return [Holding(part, why(part, task.plan, reading, alone=len(held) == 1)) for part in held]


def why(part: Assignment, plan: Plan, reading: str, *, alone: bool) -> str:
    """Why the agency has its role, in the words of the plan, of our reading or of the office."""
    if part.basis == AssignmentBasis.EXPLICIT:
        return _("The bracket says so.")
    if part.basis == AssignmentBasis.RULE:
        return _("The only agency named.") if alone else plan.note
    return reading if part.basis == AssignmentBasis.READING else part.reason


def _known(task: Task, reader: User, as_of: datetime.date | None) -> list[KnownReport]:
    """The task's reports that `reader` may see, the oldest first, each with this very task at hand.

    Of the past day `as_of` no drafts, and what was not confirmed yet only for whom it is when it is not.
    """
    reports = ProgressReport.objects.visible_to(reader).with_confirmed(as_of).filter(task=task)
    known = known_reports(reports.select_related("agency").order_by("pk"), as_of)
    for one in known:
        one.report.task = task
    if as_of is None:
        return known
    return [
        one
        for one in known
        if one.state == ReportState.CONFIRMED
        or (one.state != ReportState.DRAFT and rules.can_see_problem(reader, one.report))
    ]


def _reopenable(task: Task, known: Sequence[KnownReport], reader: User) -> set[int]:
    """The keys of those by which something is completed now that `reader` may reopen."""
    if not is_office(reader):
        return set()
    completing = ProgressReport.objects.completing().filter(task=task).values_list("pk", flat=True)
    return set(completing) & {one.report.pk for one in known if rules.can_reopen(reader, one.report)}


def _history(
    known: Sequence[KnownReport], reader: User, day: datetime.date, reopenable: set[int]
) -> list[Entry]:
    reviews: dict[int, list[Review]] = defaultdict(list)
    for review in (
        Review.objects.visible_to(reader)
        .filter(report__in=[one.report.pk for one in known], decided_at__lt=end_of(day))
        .select_related("decided_by")
    ):
        reviews[review.report_id].append(review)
    evidence = evidence_sheets([one.report for one in known], reader)
    entries: list[Entry] = []
    last: dict[int, ProgressReport] = {}
    for one in known:
        report, before = one.report, last.get(one.report.agency_id)
        texts = _texts(report, before, reader) if one.words_kept else []
        borne_out = evidence[report.pk] if one.words_kept else NOTHING
        entries.insert(0, Entry(one, before, texts, reviews[report.pk], report.pk in reopenable, borne_out))
        last[report.agency_id] = report
    return entries


def _texts(report: ProgressReport, before: ProgressReport | None, reader: User) -> list[ChangedText]:
    said, said_before = _said(report, reader), _said(before, reader) if before else {}
    return [
        ChangedText(
            label=str(ProgressReport._meta.get_field(name).verbose_name),  # type: ignore[union-attr]
            pieces=text_changes(said_before.get(name, ""), said.get(name, "")),
            is_new=before is None,
        )
        for name in TEXTS
        if said.get(name) or (name in said and said_before.get(name))
    ]


def _said(report: ProgressReport, reader: User) -> dict[str, str]:
    """The texts of one report that are for `reader`: its problem is for fewer than the rest."""
    sees_problem = rules.can_see_problem(reader, report)
    return {name: getattr(report, name) for name in TEXTS if name != "problem" or sees_problem}
