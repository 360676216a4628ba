"""The digest: one a person and day, with everything that is due."""

from collections import Counter

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.models import User
from tasks.enums import MailState, NoticeKind
from tasks.models import (
    DueDateChange,
    MailChoice,
    Notice,
)
from tasks.services.notices import notices_dispatch
from tasks.services.reminders import reminders_send
from tests.factories import (
    make_agency,
    make_task,
    make_user,
    moment,
)
from tests.tasks.services.reminding import DUE, HEAD, STAFF, WEEK_BEFORE, asked, day, told, tracked

pytestmark = pytest.mark.django_db


def test_one_digest_a_day_holds_everything_and_is_all_that_is_mailed() -> None:
    plan, agency = tracked(), make_agency("知识产权局")
    make_user(STAFF, agency, email="a@example.org")
    opened = asked(agency, 2, plan=plan)
    make_task(plan, lead=agency, text="完善制度。", due_on=day("2020-06-01"))
    reminders_send(day=WEEK_BEFORE)
    assert Counter(Notice.objects.values_list("mail_state", flat=True)) == {"pending": 1, "in_digest": 2}
    assert notices_dispatch(now=timezone.now()) == 1
    [letter] = mail.outbox
    assert letter.subject == "督办 2020-06-08：逾期 1 项，临期 1 项"
    assert letter.body.index("已逾期 7 天") < letter.body.index("还有 7 天")
    for said in ("2020-3", "完善制度。", "2020-1、2020-2", f"/rounds/{opened.pk}/", "/tasks/2020-3/"):
        assert said in letter.body
    assert letter.body.count("http") == 3


def test_what_arises_later_on_the_day_joins_the_digest_while_it_waits_and_else_the_next_working_days() -> (
    None
):
    plan, agency = tracked(), make_agency()
    person = make_user(STAFF, agency)
    friday, monday = day("2020-06-12"), day("2020-06-15")

    def due_on_monday() -> None:
        make_task(plan, lead=agency, due_on=monday)
        DueDateChange.objects.update(decided_at=moment(friday))
        assert reminders_send(day=friday) == 1

    due_on_monday()
    due_on_monday()
    assert len(told(person, friday)) == 2
    notices_dispatch(now=timezone.now())
    due_on_monday()
    assert (len(told(person, friday)), len(told(person, monday))) == (2, 1)
    later = Notice.objects.get(kind=NoticeKind.DIGEST, due_on=monday)
    assert later.next_attempt_at == moment(monday, 8)
    assert reminders_send(day=monday) == 0


def test_who_wants_no_digest_by_mail_or_has_no_address_is_told_in_the_app() -> None:
    agency = make_agency()
    without, unwilling = make_user(STAFF, agency), make_user(STAFF, agency)
    User.objects.filter(pk=without.pk).update(email="")
    MailChoice.objects.create(user=unwilling, kind=NoticeKind.DIGEST)
    asked(agency)
    assert reminders_send(day=WEEK_BEFORE) == 2
    letters = {letter.recipient: letter.mail_state for letter in Notice.objects.filter(digest=None)}
    assert letters == {without: MailState.NO_ADDRESS, unwilling: MailState.NOT_WANTED}
    assert notices_dispatch(now=timezone.now()) == 0


def test_the_office_hears_once_of_a_year_whose_holidays_nobody_knows() -> None:
    office = make_user(HEAD)
    for each in ("2030-12-30", "2030-12-31", "2031-01-02"):
        reminders_send(day=day(each))
    assert [(notice.kind, notice.text) for notice in told(office)] == [
        (NoticeKind.CALENDAR_UNKNOWN, "2030"),
        (NoticeKind.CALENDAR_UNKNOWN, "2031"),
    ]
    notices_dispatch(now=timezone.now())
    assert "2030" in mail.outbox[0].body


def test_the_number_of_queries_does_not_grow_with_agencies_tasks_or_people() -> None:
    counts = []
    plan = tracked()
    for people in (2, 40):
        Notice.objects.all().update(digest=None)
        Notice.objects.all().delete()
        tasks = []
        for _ in range(people):
            agency = make_agency()
            make_user(STAFF, agency)
            tasks.append(make_task(plan, lead=agency, due_on=DUE))
        with CaptureQueriesContext(connection) as queries:
            assert reminders_send(day=WEEK_BEFORE)
        counts.append(len(queries))
    assert counts[0] == counts[1]
