"""The task filter as a page or an API list applies it."""

from __future__ import annotations

from typing import Any

from django.test import RequestFactory

from agencies.enums import Role
from agencies.models import User
from tasks.filters import TaskFilter
from tasks.models import Task
from tests.tasks.summaries.worlds import DAY


def found(**values: Any) -> list[Task]:
    request = RequestFactory().get("/tasks/")
    user = User(role=Role.VIEWER)
    request.user = user
    tasks = Task.objects.visible_to(user).with_state(DAY)
    filtered = TaskFilter(values, queryset=tasks, request=request, day=DAY)
    assert not filtered.errors
    return list(filtered.qs)
