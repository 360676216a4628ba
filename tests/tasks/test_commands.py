"""The cron commands that remind and send what waits where there is no Celery."""

import datetime

import pytest
from django.core import mail
from django.core.management import call_command

from agencies.enums import Role
from tasks.enums import ReportState
from tasks.services.reports import report_submit
from tests.factories import make_agency, make_plan, make_report, make_task, make_user

pytestmark = pytest.mark.django_db


def test_it_sends_what_waits_and_says_how_many(capsys: pytest.CaptureFixture[str]) -> None:
    make_user(Role.OFFICE)
    agency = make_agency()
    report = make_report(make_task(lead=agency), agency, ReportState.DRAFT)
    report_submit(actor=report.created_by, report=report)
    call_command("send_notices")
    assert "1" in capsys.readouterr().out
    call_command("send_notices")
    assert len(mail.outbox) == 1


def test_the_reminders_go_out_by_a_command_of_their_own(capsys: pytest.CaptureFixture[str]) -> None:
    agency = make_agency()
    make_user(Role.STAFF, agency)
    plan = make_plan(tracked_from=datetime.date(2020, 1, 1))
    make_task(plan, lead=agency, due_on=datetime.date(2020, 6, 15))
    for _time in range(2):
        call_command("send_reminders", "--day", "2020-06-08")
    assert capsys.readouterr().out.split() == [
        "提醒",
        "1",
        "条，发出通知",
        "1",
        "条。",
        "提醒",
        "0",
        "条，发出通知",
        "0",
        "条。",
    ]
    assert len(mail.outbox) == 1
