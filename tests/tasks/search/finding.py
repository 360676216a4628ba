"""The tasks that have words."""

from __future__ import annotations

from agencies.fulltext.folding import words_of
from tasks.models import TaskText


def found(query: str) -> set[str]:
    """Their references."""
    texts = TaskText.objects.containing(words_of(query)).select_related("task__plan")
    return {text.task.reference for text in texts}
