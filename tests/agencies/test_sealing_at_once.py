"""Writers and sealers at the same moment, on real connections of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.utils import timezone

from agencies.audit import record
from agencies.enums import Role
from agencies.models import AuditEntry, AuditSeal
from agencies.services.seals import ADVISORY_LOCK, audit_seal
from agencies.services.verification import audit_proof
from tests.factories import make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


def threads_of(*actions: Callable[[], object]) -> list[threading.Thread]:
    def run(action: Callable[[], object]) -> None:
        try:
            action()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[action]) for action in actions]
    for thread in threads:
        thread.start()
    return threads


def write(number: int) -> None:
    person = make_user(Role.OFFICE)
    for _ in range(number):
        with transaction.atomic():
            record(actor=person, action="user.test", target=person)


def test_four_writers_and_two_sealers_leave_one_whole_chain() -> None:
    def seal() -> None:
        for _ in range(20):
            audit_seal(now=timezone.now())

    for thread in threads_of(*[lambda: write(50)] * 4, seal, seal):
        thread.join(timeout=60)
    audit_seal(now=timezone.now(), whole=True)

    assert AuditEntry.objects.count() == AuditSeal.objects.count() == 200
    assert audit_proof().faults == []


def test_a_writer_does_not_wait_for_a_sealer_at_work() -> None:
    write(3)
    done = threading.Event()

    def write_one() -> None:
        write(1)
        done.set()

    with transaction.atomic():
        audit_seal(now=timezone.now())
        [writer] = threads_of(write_one)
        assert done.wait(timeout=10)
    writer.join(timeout=10)


def test_a_sealer_leaves_the_work_to_the_one_that_is_at_it() -> None:
    entry = AuditEntry(at=timezone.now(), action="a", target_type="a.b", target_id="1", channel="job")
    entry.digest = entry.content_digest()
    entry.save()
    sealed: list[int] = []
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
        [other] = threads_of(lambda: sealed.append(audit_seal(now=timezone.now())))
        other.join(timeout=10)
    assert sealed == [0]
    assert audit_seal(now=timezone.now()) == 1
