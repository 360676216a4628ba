"""Whoever changes the audit behind the application's back is found, every time."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from agencies import sealing, triggers
from agencies.audit import record
from agencies.enums import Role
from agencies.models import AuditEntry, AuditHead, AuditSeal
from agencies.services.seals import BrokenEndError, audit_seal
from agencies.services.verification import AT_ONCE, NotedHead, audit_proof
from tests.factories import make_user

pytestmark = pytest.mark.django_db

START = datetime.datetime(2026, 11, 2, 9, tzinfo=datetime.UTC)
ENTRIES, SEALS, HEAD = "agencies_auditentry", "agencies_auditseal", "agencies_audithead"


def write(number: int) -> list[AuditEntry]:
    entries = [
        AuditEntry(
            at=START + datetime.timedelta(seconds=index),
            action="report.submit",
            target_type="tasks.progressreport",
            target_id=str(index),
            target_label=f"2020-{index}",
            before={"state": "draft"},
            after={"percent": index % 101, "progress": "已印发通知"},
            channel="browser",
            address="10.0.0.7",
        )
        for index in range(number)
    ]
    for entry in entries:
        entry.digest = entry.content_digest()
    return AuditEntry.objects.bulk_create(entries, batch_size=500)


def sealed(number: int = 20) -> None:
    write(number)
    assert audit_seal(now=timezone.now()) == number


def execute(statement: str, *values: str | int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@contextmanager
def behind_the_back() -> Iterator[None]:
    """Somebody with a database shell takes the triggers away; afterwards all is as it was."""
    tampering = transaction.atomic()
    tampering.__enter__()
    for table in (ENTRIES, SEALS, HEAD):
        for event in ("update", "delete", "truncate"):
            place = "" if connection.vendor == "sqlite" else f" ON {table}"
            name = {ENTRIES: "audit", SEALS: "seal", HEAD: "head"}[table]
            execute(f"DROP TRIGGER IF EXISTS {name}_no_{event}{place}")
    try:
        yield
    finally:
        transaction.set_rollback(True)
        tampering.__exit__(None, None, None)


def faults() -> list[str]:
    return audit_proof().faults


def test_what_is_recorded_is_hashed_and_waits_for_its_seal() -> None:
    person = make_user(Role.OFFICE)
    entry = record(actor=person, action="user.test", target=person, after={"role": person.role})

    entry.refresh_from_db()
    proof = audit_proof()

    assert entry.digest == entry.content_digest()
    assert (proof.sealed, proof.waiting, proof.first_waiting, proof.faults) == (0, 1, entry.pk, [])


def test_sealing_again_adds_nothing_and_an_entry_that_came_late_ends_the_chain() -> None:
    sealed(3)
    head = audit_proof().head
    assert audit_seal(now=timezone.now()) == 0
    late = AuditEntry(at=START, action="late", target_type="a.b", target_id="1", channel="job")
    late.pk = AuditEntry.objects.order_by("pk").values_list("pk", flat=True)[0] - 1
    late.digest = late.content_digest()
    late.save(force_insert=True)

    assert audit_seal(now=timezone.now()) == 1
    assert AuditSeal.objects.get(number=4).entry_key == late.pk
    number, _colon, chain = head.partition(":")
    assert audit_proof(NotedHead(int(number), chain)).faults == []


@pytest.mark.parametrize(
    "column", ["action", "target_type", "target_id", "target_label", "channel", "address"]
)
def test_every_column_of_an_entry_is_covered(column: str) -> None:
    sealed(5)
    with behind_the_back():
        execute(f"UPDATE {ENTRIES} SET {column} = 'x' WHERE target_id = '3'")  # noqa: S608 - a test's own names
        assert len(faults()) == 1


@pytest.mark.parametrize(
    "change",
    ["at = '2020-01-01 00:00:00+00:00'", "before = '{}'", "after = '{\"percent\": 99}'", "digest = 'x'"],
)
def test_so_are_its_moment_its_changes_and_its_hash(change: str) -> None:
    sealed(5)
    with behind_the_back():
        execute(f"UPDATE {ENTRIES} SET {change} WHERE target_id = '3'")  # noqa: S608
        assert len(faults()) == 1


def test_an_entry_given_to_somebody_else_is_found() -> None:
    sealed(5)
    person = make_user(Role.OFFICE)
    with behind_the_back():
        execute(f"UPDATE {ENTRIES} SET actor_id = %s WHERE target_id = '3'", person.pk)  # noqa: S608
        assert len(faults()) == 1


def test_two_entries_that_change_places_are_found() -> None:
    sealed(6)
    one, other = AuditEntry.objects.order_by("pk")[1:3]
    with behind_the_back():
        execute(f"UPDATE {ENTRIES} SET id = -1 WHERE id = %s", one.pk)  # noqa: S608
        execute(f"UPDATE {ENTRIES} SET id = %s WHERE id = %s", one.pk, other.pk)  # noqa: S608
        execute(f"UPDATE {ENTRIES} SET id = %s WHERE id = -1", other.pk)  # noqa: S608
        assert len(faults()) == 2


def test_two_seals_that_change_places_are_found() -> None:
    sealed(6)
    with behind_the_back():
        execute(f"UPDATE {SEALS} SET number = -1 WHERE number = 2")  # noqa: S608
        execute(f"UPDATE {SEALS} SET number = 2 WHERE number = 3")  # noqa: S608
        execute(f"UPDATE {SEALS} SET number = 3 WHERE number = -1")  # noqa: S608
        assert faults()


def test_a_forged_entry_is_found_before_it_is_sealed() -> None:
    sealed(3)
    forged = AuditEntry(at=START, action="forged", target_type="a.b", target_id="1", channel="job")
    forged.digest = sealing.entry_digest(forged, key="a guess")
    forged.save(force_insert=True)
    assert len(faults()) == 1


def test_a_forged_head_is_found_and_nothing_is_sealed_on_top() -> None:
    sealed(3)
    write(1)
    with behind_the_back():
        execute(f"UPDATE {HEAD} SET chain = %s", "0" * 64)  # noqa: S608
        assert faults()
        with pytest.raises(BrokenEndError):
            audit_seal(now=timezone.now())


def test_an_old_head_put_back_is_found_by_the_one_noted_down() -> None:
    sealed(3)
    old = AuditHead.objects.get()
    write(2)
    audit_seal(now=timezone.now())
    noted = AuditHead.objects.get()
    with behind_the_back():
        execute(f"DELETE FROM {ENTRIES} WHERE id IN (SELECT entry_key FROM {SEALS} WHERE number > 3)")  # noqa: S608
        execute(f"DELETE FROM {SEALS} WHERE number > 3")  # noqa: S608
        execute(
            f"UPDATE {HEAD} SET number = 3, chain = %s, signature = %s",  # noqa: S608
            old.chain,
            old.signature,
        )
        assert faults() == []
        assert len(audit_proof(NotedHead(noted.number, noted.chain)).faults) == 1
        with pytest.raises(CommandError):
            call_command("verify_audit", head=str(noted))


@pytest.mark.slow
@pytest.mark.parametrize("rows", [AT_ONCE + 10, pytest.param(10_000, marks=pytest.mark.long)])
def test_any_row_edited_removed_reordered_or_cut_off_is_found(rows: int) -> None:
    sealed(rows)
    assert faults() == []
    keys = list(AuditSeal.objects.values_list("entry_key", flat=True))
    chance = random.Random(20261124)  # noqa: S311 - the same rows every time
    for number in [1, rows // 2, rows, *chance.sample(range(2, rows), 5)]:
        key = keys[number - 1]
        for statement in (
            f"UPDATE {ENTRIES} SET target_label = target_label || '.' WHERE id = {key}",  # noqa: S608
            f"DELETE FROM {ENTRIES} WHERE id = {key}",  # noqa: S608
            f"DELETE FROM {SEALS} WHERE number = {number}",  # noqa: S608
            f"DELETE FROM {SEALS} WHERE number >= {number}",  # noqa: S608
        ):
            with behind_the_back():
                execute(statement)
                assert faults(), statement
        with behind_the_back():
            execute(f"DELETE FROM {ENTRIES} WHERE id >= {key}")  # noqa: S608
            execute(f"DELETE FROM {SEALS} WHERE number >= {number}")  # noqa: S608
            assert faults(), f"cut off at {number}"


@pytest.mark.parametrize("table", [SEALS, HEAD])
def test_the_database_refuses_to_remove_a_seal_or_the_head(table: str) -> None:
    sealed(2)
    with pytest.raises(Exception, match=triggers.MESSAGE), transaction.atomic():
        execute(f"DELETE FROM {table}")  # noqa: S608


def test_the_database_refuses_a_head_that_goes_back() -> None:
    sealed(2)
    with pytest.raises(Exception, match=triggers.MESSAGE), transaction.atomic():
        execute(f"UPDATE {HEAD} SET number = 1")  # noqa: S608


def test_the_commands_seal_and_prove(capsys: pytest.CaptureFixture[str]) -> None:
    write(4)
    call_command("verify_audit")
    assert "4" in capsys.readouterr().out
    call_command("seal_audit")
    call_command("verify_audit")
    assert str(AuditHead.objects.get()) in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_without_celery_an_entry_is_sealed_once_its_change_is_kept() -> None:
    person = make_user(Role.OFFICE)
    with transaction.atomic():
        record(actor=person, action="user.test", target=person)
        record(actor=person, action="user.test", target=person)

    assert audit_proof().waiting == 0
    assert audit_proof().sealed == 2


numbers = st.integers(-(10**30), 10**30) | st.floats(allow_nan=False, allow_infinity=False)
texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("甲乙ab"), inner, max_size=3),
    max_leaves=6,
)


@given(values)
def test_the_hash_survives_a_stay_in_the_database(value: object) -> None:
    entry = AuditEntry(at=START, action="a", target_type="a.b", target_id="1", channel="job")
    entry.after = {"key": value}
    entry.digest = entry.content_digest()
    with transaction.atomic():
        entry.save(force_insert=True)
        entry.refresh_from_db()
        assert entry.content_digest() == entry.digest
        transaction.set_rollback(True)
