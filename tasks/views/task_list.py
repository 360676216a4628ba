"""The table of tasks that every figure leads into."""

from __future__ import annotations

import datetime

from django.contrib.auth.decorators import login_required
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.downloads import FileKind, FileName
from agencies.requests import SignedInRequest
from agencies.views.parts import file_for_page, render_part
from tasks.exports import task_table
from tasks.filters import TaskFilter
from tasks.models import Task
from tasks.models.task import TaskQuerySet
from tasks.summaries.task_pages import task_page
from tasks.views.asked import asked_day, asked_file


@login_required
@require_safe
def task_list(request: SignedInRequest) -> HttpResponseBase:
    """Tasks that meet the filters of the address, sorted and in pages; nothing where a filter is wrong.

    With `?format=` all of them as a file.
    """
    asked, file, visible = asked_day(request), asked_file(request), Task.objects.visible_to(request.user)
    chosen = TaskFilter(request.GET, queryset=visible, request=request, day=asked.day)
    if file:
        found = chosen.filter_queryset(visible.with_standing(asked.day).with_adjustments(asked.day))
        return tasks_as_file(found, file, asked.day, request.GET.get("plan", ""))
    page = task_page(visible, chosen, request.GET.get("page", ""))
    context = {"asked": asked, "filter": chosen, "page_obj": page}
    return render_part(request, "tasks/task_list.html", "tasks/_task_results.html", context)


def tasks_as_file(tasks: TaskQuerySet, kind: FileKind, day: datetime.date, of: str) -> HttpResponseBase:
    """`tasks`, with their state and adjustments, in a file named after what they are `of`."""
    return file_for_page(task_table(tasks, day), kind, FileName(_("Tasks"), of, day))
