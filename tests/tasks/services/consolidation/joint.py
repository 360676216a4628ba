"""A task of two leads, and what they do with it."""

from __future__ import annotations

from typing import NamedTuple

from agencies.models import Agency, User
from tasks.enums import Status
from tasks.models import Consolidation, ProgressReport, Task
from tasks.services.consolidation import (
    consolidation_take,
    holder_of,
)
from tasks.services.report_content import ReportContent
from tasks.services.reports import report_draft, report_submit

HALF = ReportContent(status=Status.IN_PROGRESS, percent=50, progress="完成调研。")


class Joint(NamedTuple):
    """A task of two leads and somebody of each."""

    task: Task
    first: Agency
    second: Agency
    one: User
    two: User


def begun(joint: Joint) -> ProgressReport:
    return report_draft(actor=joint.one, task=joint.task, agency=joint.first, content=HALF)


def handed_in(joint: Joint) -> ProgressReport:
    return report_submit(actor=joint.one, report=begun(joint))


def holder(joint: Joint) -> Agency | None:
    held = holder_of(joint.task)
    return held.agency if held else None


def taken_over(joint: Joint, reason: str = "由我部统稿。") -> Consolidation:
    return consolidation_take(actor=joint.two, task=joint.task, agency=joint.second, reason=reason)
