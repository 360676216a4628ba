"""Several who remind or acknowledge at the same moment, and senders meanwhile, on real connections."""

import datetime
from collections import Counter

import pytest
from django.utils import timezone

from agencies.enums import Role
from agencies.errors import Conflict
from agencies.models import AuditEntry, User
from tasks.enums import NoticeKind
from tasks.models import Chase, Notice
from tasks.services.chases import agencies_chase, chase_sign
from tasks.services.notices import notices_dispatch
from tasks.services.reminders import BATCH, reminders_send
from tests.factories import make_agency, make_chase, make_plan, make_round, make_task, make_user
from tests.tasks.services.test_at_once import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

DUE = datetime.date(2020, 6, 15)
WEEK_BEFORE = datetime.date(2020, 6, 8)
MONTH_AFTER = datetime.date(2020, 7, 15)


def owing(agencies: int) -> None:
    """So many agencies, each with two people and two tasks that are due."""
    plan = make_plan(tracked_from=datetime.date(2020, 1, 1))
    for _number in range(agencies):
        agency = make_agency()
        make_user(Role.STAFF, agency), make_user(Role.STAFF, agency)
        make_task(plan, lead=agency, due_on=DUE)
        make_task(plan, lead=agency, due_on=DUE)


def test_three_runs_at_once_tell_everything_once_in_one_digest_each() -> None:
    owing(BATCH // 2 + 5)
    assert at_once(*[lambda: reminders_send(day=WEEK_BEFORE)] * 3) == []
    kinds = Counter(Notice.objects.values_list("kind", flat=True))
    people = 2 * (BATCH // 2 + 5)
    assert kinds == {NoticeKind.DIGEST: people, NoticeKind.DUE_AHEAD: 2 * people}
    each = Counter(Notice.objects.exclude(digest=None).values_list("recipient", "digest"))
    assert set(each.values()) == {2}


def test_runs_and_senders_at_once_leave_no_empty_digest_and_nothing_out(mailoutbox: list[object]) -> None:
    owing(10)

    def remind() -> None:
        reminders_send(day=MONTH_AFTER)

    def send() -> None:
        for _time in range(5):
            notices_dispatch(now=timezone.now())

    assert at_once(remind, send, remind, send) == []
    notices_dispatch(now=timezone.now())
    letters = Notice.objects.filter(kind=NoticeKind.DIGEST)
    assert all(letter.items.exists() for letter in letters)
    office = User.objects.filter(role=Role.OFFICE).count()
    assert Notice.objects.exclude(digest=None).count() == 40 + 20 * office
    assert len(mailoutbox) == letters.count()


def test_two_coordinators_who_press_at_once_press_each_agency_once() -> None:
    agencies = [make_agency() for _number in range(5)]
    plan = make_plan(tracked_from=datetime.date(2020, 1, 1))
    opened = make_round(plan, [make_task(plan, lead=agency) for agency in agencies])
    people = [make_user(Role.OFFICE), make_user(Role.OFFICE)]

    def remind(person: User) -> None:
        agencies_chase(actor=person, reporting_round=opened, day=datetime.date(2020, 4, 10))

    raised = at_once(*(lambda person=person: remind(person) for person in people))
    assert [type(error) for error in raised] == [Conflict]
    assert Chase.objects.count() == 5


def test_two_who_sign_at_once_leave_one_signature() -> None:
    agency = make_agency()
    plan = make_plan(tracked_from=datetime.date(2020, 1, 1))
    chase = make_chase(make_round(plan, [make_task(plan, lead=agency)]), agency)
    people = [make_user(Role.STAFF, agency), make_user(Role.STAFF, agency)]
    raised = at_once(*(lambda person=person: chase_sign(actor=person, chase=chase) for person in people))
    assert [type(error) for error in raised] == [Conflict]
    assert AuditEntry.objects.filter(action="chase.sign").count() == 1
