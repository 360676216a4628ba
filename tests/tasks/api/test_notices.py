"""What the caller was told, and what of it comes by mail."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from agencies.enums import Role
from agencies.models import AuditEntry, User
from tasks.enums import NoticeKind
from tasks.models import Notice
from tests.api_client import ApiClient
from tests.factories import make_task, make_user

pytestmark = pytest.mark.django_db


def tell(person: User, kind: NoticeKind = NoticeKind.REPORT_RETURNED, **values: object) -> Notice:
    key = f"{Notice.objects.count()}"
    return Notice.objects.create(
        recipient=person,
        kind=kind,
        key=key,
        created_at=timezone.now(),
        **values,
    )


def test_everyone_reads_their_own_and_what_stands_in_a_digest_comes_with_it() -> None:
    person, task = make_user(Role.STAFF), make_task()
    digest = tell(person, NoticeKind.DIGEST, due_on=datetime.date(2026, 1, 5))
    tell(person, NoticeKind.DUE_AHEAD, digest=digest, task=task)
    tell(make_user(Role.STAFF))
    [shown] = ApiClient(person).get("notices/").json()["results"]
    assert (shown["id"], shown["kind"]) == (digest.pk, "digest")
    assert [item["task"] for item in shown["items"]] == [task.reference]


def test_some_are_marked_as_read_then_all_and_never_another_s() -> None:
    person, other = make_user(Role.STAFF), make_user(Role.STAFF)
    first, _second, theirs = tell(person), tell(person), tell(other)
    caller = ApiClient(person)
    assert caller.post("notices/read/", {"notices": [first.pk, theirs.pk]}).json() == {"read": 1, "unread": 1}
    assert caller.post("notices/read/", {"notices": []}).json() == {"read": 0, "unread": 1}
    assert len(caller.get("notices/?unread=true").json()["results"]) == 1
    assert caller.post("notices/read/").json() == {"read": 1, "unread": 0}
    theirs.refresh_from_db()
    assert theirs.read_at is None


def test_a_person_says_what_comes_by_mail_and_what_is_pressed_for_cannot_be_declined() -> None:
    caller = ApiClient(make_user(Role.STAFF))
    everything = caller.get("mail-choices/").json()["wanted"]
    assert NoticeKind.CHASED not in everything
    kept = caller.put("mail-choices/", {"wanted": ["report_returned"]})
    assert kept.json() == {"wanted": ["report_returned"]}
    assert caller.get("mail-choices/").json() == {"wanted": ["report_returned"]}
    refused = caller.put("mail-choices/", {"wanted": ["chased"]})
    assert refused.status_code == 400
    assert AuditEntry.objects.get(action="mail.choose").channel == "api"
