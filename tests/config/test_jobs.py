"""What beat asks for, and that asking twice does no harm."""

import datetime
from typing import Any

import pytest
from celery.schedules import crontab
from django.conf import settings

from agencies.enums import Role
from config.celery import app
from tasks.jobs import send_reminders
from tasks.models import Notice
from tests.factories import make_agency, make_plan, make_task, make_user

ENTRIES: dict[str, dict[str, Any]] = settings.CELERY_BEAT_SCHEDULE


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=list(ENTRIES))
def test_beat_asks_only_for_jobs_that_there_are(entry: dict[str, Any]) -> None:
    app.loader.import_default_modules()
    assert entry["task"] in app.tasks


@pytest.mark.parametrize("name", ["dispatch-notices", "send-reminders", "seal-audit"])
def test_what_is_asked_for_again_soon_does_not_pile_up(name: str) -> None:
    assert 0 < ENTRIES[name]["options"]["expires"] <= 60 * 60


def test_reminders_are_asked_for_in_working_hours() -> None:
    assert ENTRIES["send-reminders"]["schedule"] == crontab(minute="5", hour="8,9,10,11,12,13,14,15,16,17")


def test_a_job_of_a_killed_worker_goes_to_another_before_the_hour_is_over() -> None:
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert 10 * 60 <= app.conf.broker_transport_options["visibility_timeout"] <= 15 * 60


@pytest.mark.django_db
def test_the_job_may_run_any_number_of_times() -> None:
    agency = make_agency()
    make_user(Role.STAFF, agency)
    plan = make_plan(tracked_from=datetime.date(2020, 1, 1))
    make_task(plan, lead=agency, due_on=datetime.date(2020, 6, 15))
    assert [send_reminders("2020-06-08"), send_reminders("2020-06-08")] == [1, 0]
    assert Notice.objects.exclude(digest=None).count() == 1
