"""Finding tasks, agencies and progress reports by words: what is kept for it, and what is found."""

from tasks.search.keeping import rebuild, reports_index, tasks_follow, tasks_index

__all__ = ["rebuild", "reports_index", "tasks_follow", "tasks_index"]
