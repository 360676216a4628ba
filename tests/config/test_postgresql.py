"""A connection to PostgreSQL that outlives a request is looked at before it is used again."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from agencies.models import Agency

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


def end(process: int) -> None:
    """Have the server end the connection of that process."""
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [process])
    other.close()


def test_one_that_is_there_is_not_asked(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    Agency.objects.exists()
    assert connection.settings_dict["ENGINE"] == "config.postgresql"
    with django_assert_num_queries(0):
        assert connection.is_usable()


def test_one_that_the_server_ended_is_made_anew() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (process,) = cursor.fetchone()
    end(process)
    assert not connection.is_usable()
    kept: Any = connection
    kept.health_check_enabled, kept.health_check_done = True, False
    assert not Agency.objects.filter(name="无").exists()
    assert connection.is_usable()


def test_one_that_only_says_something_goes_on() -> None:
    with connection.cursor() as cursor:
        cursor.execute("LISTEN news")
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("NOTIFY news")
    other.close()
    assert connection.is_usable()
