"""What answers are made from is watched (`agencies.ticks`)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.ticks import EVENTS, TABLE, trigger
from config.api_urls import version_1
from tasks.watched import WATCHED
from tests.access.asking import Asker
from tests.access.table import ROLES, rows

pytestmark = pytest.mark.django_db

NOT_WATCHED = {
    "agencies_accountsession",
    "agencies_apitoken",
    "agencies_auditentry",
    "agencies_audithead",
    "agencies_auditseal",
    "agencies_idempotentanswer",
    "agencies_passwordletter",
    "agencies_tick",
    "agencies_user_groups",
    "agencies_user_user_permissions",
    "tasks_notice",
}


def triggers() -> set[str]:
    """Those that there are."""
    sql = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger",
    }
    with connection.cursor() as cursor:
        cursor.execute(sql[connection.vendor])
        return {found for (found,) in cursor.fetchall()}


def tables() -> set[str]:
    """Those of all models."""
    models = [
        model
        for name in ("agencies", "plans", "tasks")
        for model in apps.get_app_config(name).get_models(include_auto_created=True)
    ]
    return {model._meta.db_table for model in models}


def test_every_table_is_watched_or_named_as_one_that_is_not() -> None:
    assert tables() == {*WATCHED} | NOT_WATCHED
    assert {trigger(table, event) for table in WATCHED for event in EVENTS} <= triggers()


def test_what_is_known_to_be_unchanged_is_made_from_watched_tables_alone() -> None:
    asker, asked, unwatched = Asker(), set(), {}
    patterns: list[Any] = [*version_1]
    following = {f"api:{one.name}" for one in patterns if one.callback.cls.follows_data}
    for row in rows():
        if row.method != "GET" or row.route not in following or "200" not in row.outcomes:
            continue
        client = asker.clients[ROLES[row.outcomes.index("200")]]
        with CaptureQueriesContext(connection) as queries:
            asker.close(asker.call(client, "GET", asker.address(row.route, row.thing)))
        said = " ".join(query["sql"] for query in queries.captured_queries)
        # Whoever is signed in comes with the number itself.
        read = (tables() & {*re.findall(r"\w+", said)}) - {TABLE}
        asked.add(row.route)
        if read - {*WATCHED}:
            unwatched[row.route] = read - {*WATCHED}
    assert {"api:task-list", "api:task-detail", "api:agency-progress-list"} <= asked
    assert unwatched == {}
