"""Many progress reports written at once, all or nothing or one by one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agencies.errors import Conflict
from agencies.models import Agency, User
from tasks.models import Milestone, ProgressReport, Task
from tasks.services.consolidation import tasks_locked
from tasks.services.report_content import ReportContent, content_of
from tasks.services.reports import report_draft, report_submit

Refusal = ValidationError | PermissionDenied | Conflict


class NotSeen(Conflict):
    """There is a draft already, and the entry does not say which version of it was seen."""


@dataclass(frozen=True)
class Entry:
    """What `agency` says about `task`; fields left out of `said` stay as a draft has them already.

    `seen` is the version of that draft that was read. `submit`: hand it in with that, also `outside_round`.
    """

    task: Task
    agency: Agency
    said: Mapping[str, Any]
    claims: Collection[Milestone] | None = None
    seen: int | None = None
    submit: bool = False
    outside_round: bool = False


@dataclass(frozen=True)
class Written:
    """What became of the entries, by their numbers; without `kept` all of it was undone."""

    reports: Mapping[int, ProgressReport]
    begun: Collection[int]
    refused: Mapping[int, Refusal]
    kept: bool


@dataclass
class _Tally:
    reports: dict[int, ProgressReport] = field(default_factory=dict)
    begun: set[int] = field(default_factory=set)
    refused: dict[int, Refusal] = field(default_factory=dict)


@transaction.atomic
def reports_write(
    *, actor: User, entries: Mapping[int, Entry], all_or_nothing: bool, spoiled: bool = False
) -> Written:
    """Begin or change a draft for each entry and hand it in where it says so.

    Every entry is tried, and its refusal is given beside the others'. What was done for a refused one is
    undone; with `all_or_nothing` a single one undoes everything, and so does what is `spoiled` already.
    """
    # As everywhere the tasks before their reports, and in order: two who write many never wait in a ring.
    tasks_locked(entry.task for entry in entries.values())
    under_way = ProgressReport.objects.visible_to(actor).open().select_related("task__plan", "agency")
    of_tasks = under_way.filter(task__in={entry.task.pk for entry in entries.values()})
    there = {(report.task_id, report.agency_id): report for report in of_tasks}
    tally = _Tally()
    for number, entry in entries.items():
        current = there.get((entry.task.pk, entry.agency.pk))
        try:
            tally.reports[number] = _write(actor, entry, current)
        except (ValidationError, PermissionDenied, Conflict) as refusal:
            tally.refused[number] = refusal
        else:
            tally.begun |= set() if current else {number}
    kept = not (all_or_nothing and (spoiled or tally.refused))
    if not kept:
        transaction.set_rollback(True)
    return Written(tally.reports, tally.begun, tally.refused, kept)


@transaction.atomic
def _write(actor: User, entry: Entry, current: ProgressReport | None) -> ProgressReport:
    if current is None and entry.seen is not None:
        raise Conflict(_("The draft that you have seen is not there any more."), stale=True)
    if current is not None and entry.seen is None:
        raise NotSeen(_("There is a draft already: say which version of it you have seen."), current=current)
    content = replace(content_of(current), **entry.said) if current else ReportContent(**entry.said)
    draft = report_draft(
        actor=actor,
        task=entry.task,
        agency=entry.agency,
        content=content,
        claims=entry.claims,
        report=current,
        expected_version=entry.seen,
    )
    if entry.submit:
        return report_submit(actor=actor, report=draft, outside_round=entry.outside_round)
    return draft
