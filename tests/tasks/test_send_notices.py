"""The cron command that sends what waits where there is no Celery."""

import pytest
from django.core import mail
from django.core.management import call_command

from agencies.enums import Role
from tasks.enums import ReportState
from tasks.services.reports import report_submit
from tests.factories import make_agency, make_report, make_task, make_user

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
