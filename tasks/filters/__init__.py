"""Filters of tasks, assignments, rounds and progress reports, the same for pages, API and export."""

from tasks.filters.reports import AssignmentFilter, ProgressReportFilter
from tasks.filters.rounds import RoundFilter
from tasks.filters.tasks import TaskFilter

__all__ = ["AssignmentFilter", "ProgressReportFilter", "RoundFilter", "TaskFilter"]
