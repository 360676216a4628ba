"""What is asked for within a transaction is done once after it, whatever became of its parts."""

from __future__ import annotations

import pytest
from django.db import transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from agencies.commits import AfterCommit

pytestmark = pytest.mark.django_db


@pytest.fixture
def done() -> list[str]:
    """What was done, in order."""
    return []


@pytest.fixture
def sending(done: list[str]) -> AfterCommit:
    return AfterCommit(lambda: done.append("sent"))


def test_whoever_asks_often_has_it_done_once_and_not_before_the_end(
    sending: AfterCommit, done: list[str], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(3):
            sending.ask()
        assert done == []
    assert done == ["sent"]


def test_the_next_transaction_has_it_done_anew(
    sending: AfterCommit, done: list[str], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            sending.ask()
    assert done == ["sent", "sent"]


@pytest.mark.parametrize("kept_is_first", [True, False])
def test_a_part_that_is_taken_back_takes_nobody_elses_asking_along(
    sending: AfterCommit,
    done: list[str],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    kept_is_first: bool,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        for kept in (kept_is_first, not kept_is_first):
            with transaction.atomic():
                sending.ask()
                transaction.set_rollback(not kept)
    assert done == ["sent"]


def test_what_was_taken_back_as_a_whole_holds_up_nothing(
    sending: AfterCommit, done: list[str], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        sending.ask()
        transaction.set_rollback(True)
    assert done == []
    with django_capture_on_commit_callbacks(execute=True):
        sending.ask()
    assert done == ["sent"]


def test_a_failure_is_logged_and_breaks_nothing(
    caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    def fail() -> None:
        raise RuntimeError("no mail server")

    with django_capture_on_commit_callbacks(execute=True):
        AfterCommit(fail).ask()
    assert "no mail server" in caplog.text
