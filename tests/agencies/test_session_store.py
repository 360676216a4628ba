"""Sessions: looked up as Django does, those that ran out not at all."""

from __future__ import annotations

import datetime

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from agencies.session_store import SessionStore

pytestmark = pytest.mark.django_db


def stored(**content: str) -> str:
    session = SessionStore()
    session.update(content)
    session.save()
    assert session.session_key
    return session.session_key


def test_what_was_kept_is_found_with_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    mine, other = stored(whose="mine"), stored(whose="other")
    for key, whose in ((mine, "mine"), (other, "other")):
        with django_assert_num_queries(1):
            assert SessionStore(key)["whose"] == whose


def test_one_that_ran_out_is_a_new_one() -> None:
    key = stored(whose="mine")
    Session.objects.filter(pk=key).update(expire_date=timezone.now() - datetime.timedelta(seconds=1))
    session = SessionStore(key)
    assert "whose" not in session
    assert session.session_key is None


@pytest.mark.parametrize("key", ["made-up-and-long-enough", "with-a-null-\0-character"])
def test_a_key_that_nobody_gave_out_opens_nothing(key: str) -> None:
    assert list(SessionStore(key).keys()) == []
