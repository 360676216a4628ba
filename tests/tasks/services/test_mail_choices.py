"""Each person chooses what comes by mail; in the app everything comes."""

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.enums import Role
from agencies.models import AuditEntry
from tasks.enums import MailState, NoticeKind, ReportState
from tasks.models import MailChoice, Notice
from tasks.notifications import Message
from tasks.services.mail_choices import CHOOSABLE, kinds_wanted, mail_choices_set
from tasks.services.notices import notices_add, notices_dispatch
from tasks.services.reports import report_submit
from tests.factories import make_agency, make_report, make_task, make_user

pytestmark = pytest.mark.django_db


def test_everything_is_wanted_until_somebody_says_otherwise() -> None:
    assert kinds_wanted(make_user()) == list(CHOOSABLE)


def test_a_kind_that_is_declined_comes_in_the_app_only() -> None:
    declines, wants = make_user(Role.OFFICE), make_user(Role.OFFICE)
    mail_choices_set(actor=declines, wanted=set(CHOOSABLE) - {NoticeKind.REPORT_SUBMITTED})
    agency = make_agency()
    report = make_report(make_task(lead=agency), agency, ReportState.DRAFT)
    report_submit(actor=report.created_by, report=report)
    states = {notice.recipient: notice.mail_state for notice in Notice.objects.all()}
    assert states == {declines: MailState.NOT_WANTED, wants: MailState.PENDING}
    notices_dispatch(now=timezone.now())
    assert [letter.to for letter in mail.outbox] == [[wants.email]]


def test_a_choice_is_taken_back_and_every_change_is_on_record() -> None:
    person = make_user()
    for wanted in (set(), {NoticeKind.DIGEST}, {NoticeKind.DIGEST}, set(CHOOSABLE)):
        mail_choices_set(actor=person, wanted=wanted)
        assert set(kinds_wanted(person)) == wanted
    assert not MailChoice.objects.exists()
    entries = list(AuditEntry.objects.filter(action="mail.choose").order_by("pk"))
    assert [len(entry.after["declined"]) for entry in entries] == [len(CHOOSABLE), len(CHOOSABLE) - 1, 0]


def test_what_cannot_be_declined_is_not_declined_by_leaving_it_out() -> None:
    person = make_user()
    mail_choices_set(actor=person, wanted=set())
    assert not MailChoice.objects.filter(kind=NoticeKind.CHASED).exists()


def test_one_question_finds_the_choices_of_everybody_told() -> None:
    counts = []
    for number in (1, 20):
        messages = [Message(make_user(), NoticeKind.ROUND_OPENED, key=f"x{number}") for _ in range(number)]
        with CaptureQueriesContext(connection) as queries:
            notices_add(messages)
        counts.append(len(queries))
    assert counts[0] == counts[1]
