"""One report among others: what it says to the reader, and whether the reader decides about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agencies.models import User
from tasks import rules
from tasks.models import ProgressReport, Task
from tasks.summaries.review_sheets import LABELS


@dataclass(frozen=True)
class Words:
    """One text of a report and what it is called."""

    label: str
    text: str


@dataclass(frozen=True)
class Said:
    """A report (with its task and assignments), its texts that are for the reader, and if they decide."""

    report: ProgressReport
    texts: Sequence[Words]
    may_decide: bool


def said(report: ProgressReport, task: Task, reader: User) -> Said:
    """What `report` on `task` says to `reader`: its problem is for fewer than the rest."""
    report.task = task
    sees_problem = rules.can_see_problem(reader, report)
    texts = [
        Words(str(label), getattr(report, name))
        for name, label in LABELS.items()
        if getattr(report, name) and (name != "problem" or sees_problem)
    ]
    may_decide = rules.can_confirm(reader, report) or rules.can_accept(reader, report)
    return Said(report, texts, may_decide)
