"""Kept answers are forgotten after a while."""

from __future__ import annotations

import datetime

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError
from django.utils import timezone

from agencies.jobs import sweep_answers
from agencies.models import IdempotentAnswer, User
from agencies.services.answers import answer_keep, answer_kept, answers_sweep
from tests.factories import make_user

pytestmark = pytest.mark.django_db

MINUTE = datetime.timedelta(minutes=1)


def keep(user: User, key: str, *, age: datetime.timedelta = datetime.timedelta(0)) -> None:
    answer_keep(user=user, key=key, fingerprint="f" * 64, status=201, headers={}, body=b"{}")
    IdempotentAnswer.objects.filter(key=key).update(created_at=timezone.now() - age)


def test_an_answer_is_forgotten_when_its_time_is_over() -> None:
    user = make_user()
    keep(user, "old", age=settings.IDEMPOTENCY_KEPT + MINUTE)
    keep(user, "young", age=settings.IDEMPOTENCY_KEPT - MINUTE)
    assert answers_sweep(now=timezone.now()) == 1
    assert answer_kept(user=user, key="old") is None
    assert answer_kept(user=user, key="young")


def test_the_job_and_the_command_do_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    user = make_user()
    keep(user, "one", age=2 * settings.IDEMPOTENCY_KEPT)
    assert [sweep_answers(), sweep_answers()] == [1, 0]
    keep(user, "two", age=2 * settings.IDEMPOTENCY_KEPT)
    call_command("sweep_answers")
    assert "1" in capsys.readouterr().out
    assert not IdempotentAnswer.objects.exists()


def test_a_person_has_one_answer_a_key() -> None:
    user = make_user()
    keep(user, "k")
    keep(make_user(), "k")
    with pytest.raises(IntegrityError):
        keep(user, "k")
