"""The rows of what is done."""

from tasks.models.assignments import Assignment, TaskTransfer
from tasks.models.due_dates import DueDateChange
from tasks.models.notices import Notice
from tasks.models.reports import ProgressReport, Review
from tasks.models.task import Task

__all__ = [
    "Assignment",
    "DueDateChange",
    "Notice",
    "ProgressReport",
    "Review",
    "Task",
    "TaskTransfer",
]
