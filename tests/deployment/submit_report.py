"""Run where `web` runs: an agency submits a report, which tells the one office user.

Only rows are written. What becomes of them is up to worker and beat.
"""

import django

django.setup()

from agencies.enums import Role  # noqa: E402 - models want the settings first
from tasks.enums import ReportState  # noqa: E402
from tasks.services.reports import report_submit  # noqa: E402
from tests.factories import make_agency, make_report, make_task, make_user  # noqa: E402

if __name__ == "__main__":
    agency = make_agency("知识产权局")
    staff = make_user(Role.STAFF, agency, username="staff")
    make_user(Role.OFFICE, username="office", email="office@example.org")
    draft = make_report(make_task(lead=agency), agency, ReportState.DRAFT, author=staff)
    report_submit(actor=staff, report=draft)
