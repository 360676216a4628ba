"""Writing a report in a test: the form's address and what it sends."""

from __future__ import annotations

from typing import Any

from tasks.models import ProgressReport, Task


def form_of(task: Task) -> str:
    """The address of the form that reports on the task."""
    return f"/tasks/{task.reference}/report/"


def said(**changed: Any) -> dict[str, Any]:
    """What the form sends, begun anew and saved, but for what is `changed`."""
    return {
        "status": "in_progress",
        "percent": "40",
        "progress": "起草了办法。",
        "outcome": "",
        "problem": "",
        "next_step": "征求意见。",
        "opened": "",
        "version": "",
        "action": "save",
        **changed,
    }


def opened(report: ProgressReport) -> dict[str, Any]:
    """What the form sends of the report that it was opened with."""
    return {"opened": report.pk, "version": report.version}
