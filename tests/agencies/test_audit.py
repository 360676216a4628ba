"""The audit only grows, even for somebody at the database."""

import pytest
from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction

from agencies.audit import record
from agencies.enums import Role
from agencies.models import AuditEntry, User
from agencies.origin import origin
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def entry() -> AuditEntry:
    person = make_user(Role.OFFICE)
    with origin("api", "10.0.0.7"):
        return record(actor=person, action="user.test", target=person, after={"role": person.role})


def test_it_says_who_what_when_and_from_where() -> None:
    made = entry()
    assert made.actor
    assert (made.target_type, made.target_id) == ("agencies.user", str(made.actor.pk))
    assert (made.channel, made.address) == ("api", "10.0.0.7")
    assert made.after == {"role": "office"}


def test_the_database_refuses_to_change_an_entry() -> None:
    made = entry()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.filter(pk=made.pk).update(action="other")
    made.refresh_from_db()
    assert made.action == "user.test"


def test_the_database_refuses_to_delete_an_entry() -> None:
    made = entry()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.filter(pk=made.pk).delete()
    with pytest.raises(TypeError):
        made.delete()
    assert AuditEntry.objects.count() == 1


def test_the_database_refuses_raw_sql_too() -> None:
    entry()
    for statement in ("UPDATE agencies_auditentry SET action = 'x'", "DELETE FROM agencies_auditentry"):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_an_entry_goes_with_a_change_that_is_rolled_back() -> None:
    def change() -> None:
        with transaction.atomic():
            entry()
            raise LookupError

    with pytest.raises(LookupError):
        change()
    assert not AuditEntry.objects.exists()
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_it_refuses_to_write_outside_a_transaction() -> None:
    person = make_user(Role.OFFICE)
    with pytest.raises(transaction.TransactionManagementError):
        record(actor=person, action="user.test", target=person)


@pytest.mark.django_db(transaction=True)
def test_it_refuses_still_after_a_flush_between_tests() -> None:
    """The test before this one was flushed, which only tests can do; the triggers are there again."""
    with transaction.atomic():
        made = entry()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.filter(pk=made.pk).update(action="other")


@pytest.mark.django_db(transaction=True)
def test_the_statements_of_a_flush_are_refused() -> None:
    """SQLite deletes and PostgreSQL truncates; neither gets past the triggers."""
    with transaction.atomic():
        entry()
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    statements = connection.ops.sql_flush(no_style(), tables)
    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(next(line for line in statements if "agencies_auditentry" in line))
    assert AuditEntry.objects.exists()
