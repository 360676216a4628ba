"""Scripts that ask while others write are never told that nothing changed where something did."""

from __future__ import annotations

import threading

import pytest
from django.core.cache import caches
from django.db import connection, transaction

from agencies.enums import Role
from tasks.models import Task
from tests.api_client import ApiClient
from tests.factories import make_plan, make_task, make_user
from tests.tasks.api.test_unchanged import version
from tests.tasks.services.test_at_once import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

WRITES = 30


def test_who_began_first_and_ends_last_is_noticed_and_makes_nobody_wait() -> None:
    first, second = make_task(make_plan("2020")), make_task(make_plan("2021"))
    begun, may_end, numbers = threading.Event(), threading.Event(), []

    def slow() -> None:
        with transaction.atomic():
            Task.objects.filter(pk=first.pk).update(text="先")
            begun.set()
            assert may_end.wait(timeout=10)

    def fast() -> None:
        assert begun.wait(timeout=10)
        numbers.append(version())
        Task.objects.filter(pk=second.pk).update(text="后")
        numbers.append(version())
        may_end.set()

    assert at_once(slow, fast) == []
    numbers.append(version())
    assert len(set(numbers)) == 3


def test_no_answer_is_older_than_what_was_committed_before_it_was_asked_for() -> None:
    caches["unchanged"].clear()
    task = make_task(make_plan("2020"), text="0")
    scripts = [ApiClient(make_user(Role.VIEWER)) for _ in range(2)]
    committed, done = [0], threading.Event()
    stale: list[tuple[int, int]] = []
    unchanged: list[int] = []

    def write() -> None:
        for number in range(1, WRITES + 1):
            Task.objects.filter(pk=task.pk).update(text=str(number))
            committed[0] = number
            done.wait(timeout=1 if number == WRITES // 2 else 0.02)
        done.set()

    def poll(api: ApiClient) -> None:
        tag, shown = "", 0
        while not done.is_set():
            before = committed[0]
            answer = api.get(f"tasks/{task.reference}/", If_None_Match=tag)
            if answer.status_code == 200:
                tag, shown = answer["ETag"], int(answer.json()["text"])
            else:
                unchanged.append(before)
            if shown < before:
                stale.append((before, shown))

    assert at_once(write, *(lambda api=api: poll(api) for api in scripts)) == []
    connection.close()
    assert stale == []
    assert unchanged
