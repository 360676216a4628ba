"""What becomes of reports under way when their agency's role in the task changes."""

from __future__ import annotations

from django.db import transaction

from agencies.audit import record
from agencies.models import Agency, User
from tasks import notifications
from tasks.enums import AssignmentRole, ReportState
from tasks.models import ProgressReport, Task
from tasks.services.notices import notices_add
from tasks.services.reports import move


@transaction.atomic
def reports_follow_role(*, actor: User | None, task: Task, agency: Agency, role: AssignmentRole) -> None:
    """A report under way goes on in the agency's new role: now to the office, or now to the task's lead.

    Called with every change of a role, so that no submitted report waits for the wrong people.
    """
    under_way = ProgressReport.objects.open().filter(task=task, agency=agency).exclude(role=role)
    for row in under_way.select_for_update(of=("self",)).select_related("task__plan", "agency"):
        before, row.role = row.role, role
        move(row, ReportState(row.state))
        record(actor=actor, action="report.role", target=row, before={"role": before}, after={"role": role})
        if row.state == ReportState.SUBMITTED:
            notices_add(notifications.about_submission(row))
