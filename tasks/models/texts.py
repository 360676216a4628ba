"""What can be found by words of tasks and of progress reports."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models.texts import SearchText, SearchTextQuerySet
from tasks.models.reports import ProgressReport
from tasks.models.task import Task


class TaskText(SearchText):
    """The wording of a task, what was printed where that was adjusted, its bracket and its sections."""

    task = models.OneToOneField(
        Task, on_delete=models.CASCADE, related_name="search_text", primary_key=True, verbose_name=_("task")
    )

    objects = SearchTextQuerySet["TaskText"].as_manager()

    class Meta:
        verbose_name = _("text to search of a task")
        verbose_name_plural = _("texts to search of tasks")

    def __str__(self) -> str:
        return str(self.task)


class ReportText(SearchText):
    """What a progress report says to whoever may read it; its problem is for the office alone."""

    report = models.OneToOneField(
        ProgressReport,
        on_delete=models.CASCADE,
        related_name="search_text",
        primary_key=True,
        verbose_name=_("progress report"),
    )

    objects = SearchTextQuerySet["ReportText"].as_manager()

    class Meta:
        verbose_name = _("text to search of a progress report")
        verbose_name_plural = _("texts to search of progress reports")

    def __str__(self) -> str:
        return str(self.report)
