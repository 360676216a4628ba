"""The table of tasks that every figure leads into."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.downloads import FileKind, file_name, file_response
from agencies.requests import SignedInRequest
from tasks.exports import task_table
from tasks.filters import TaskFilter
from tasks.models import Task
from tasks.models.task import TaskQuerySet
from tasks.summaries.task_rows import task_rows
from tasks.views.asked import asked_day, asked_file

PAGE_LENGTH = 30


@login_required
@require_safe
def task_list(request: SignedInRequest) -> HttpResponseBase:
    """Tasks that meet the filters of the address, sorted and in pages; nothing where a filter is wrong.

    With `?format=` all of them as a file.
    """
    asked, file = asked_day(request), asked_file(request)
    tasks = Task.objects.visible_to(request.user).with_standing(asked.day).with_adjustments(asked.day)
    chosen = TaskFilter(request.GET, queryset=tasks, request=request, day=asked.day)
    found = tasks.none() if chosen.errors else chosen.qs
    if file:
        return tasks_as_file(found, file, asked.day, request.GET.get("plan", ""))
    page: Any = Paginator(found, PAGE_LENGTH).get_page(request.GET.get("page"))
    page.object_list = task_rows(page.object_list, asked.day)
    context = {"asked": asked, "filter": chosen, "page_obj": page}
    return render(request, "tasks/task_list.html", context)


def tasks_as_file(tasks: TaskQuerySet, kind: FileKind, day: datetime.date, of: str) -> HttpResponseBase:
    """`tasks`, with their state and adjustments, in a file named after what they are `of`."""
    return file_response(task_table(tasks, day), kind, file_name(_("Tasks"), of, day))
