"""A report handed in, and when the mail about it is due."""

import datetime

from django.utils import timezone

from agencies.models import ReportingPolicy
from tasks.enums import ReportState
from tasks.models import ProgressReport
from tasks.services.reports import report_submit
from tests.factories import make_agency, make_report, make_task


def submitted(*, two_person: bool = False) -> ProgressReport:
    agency = make_agency()
    if two_person:
        ReportingPolicy.objects.create(agency=agency, two_person=True)
    report = make_report(make_task(lead=agency), agency, ReportState.DRAFT)
    return report_submit(actor=report.created_by, report=report)


def due() -> datetime.datetime:
    return timezone.now() + datetime.timedelta(seconds=1)
