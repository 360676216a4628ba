"""What becomes of reports under way when their agency's role in the task changes."""

from __future__ import annotations

from django.db import transaction

from agencies.audit import record
from agencies.models import Agency, User
from tasks import notifications
from tasks.enums import AssignmentRole, ReportState
from tasks.models import ProgressReport, Task
from tasks.services.consolidation import consolidated_by_another
from tasks.services.notices import notices_add
from tasks.services.reports import move, set_back


@transaction.atomic
def reports_follow_role(*, actor: User | None, task: Task, agency: Agency, role: AssignmentRole) -> None:
    """Give the agency's report under way its new `role`, so that it waits for the right people.

    Called with every change of a role: a report may now be for the office, or for the task's lead. Where the
    agency has come to lead and another lead has the task in hand, a submitted report becomes a draft again,
    since one lead at a time reports for a task. Not so without an `actor`, when the document itself changed:
    then the office decides which of the two reports it confirms.
    """
    under_way = ProgressReport.objects.open().filter(task=task, agency=agency)
    for row in under_way.select_for_update(of=("self",)).select_related("task__plan", "agency"):
        waits = row.state == ReportState.SUBMITTED
        clashes = waits and role == AssignmentRole.LEAD and consolidated_by_another(task, agency)
        taken_back_by = actor if clashes else None
        if row.role == role and not taken_back_by:
            continue
        before = {"role": row.role} | ({"state": row.state} if taken_back_by else {})
        row.role = role
        if taken_back_by:
            set_back(row, taken_back_by)
        else:
            move(row, ReportState(row.state))
        after = {"role": role} | ({"state": row.state} if taken_back_by else {})
        record(actor=actor, action="report.role", target=row, before=before, after=after)
        if taken_back_by:
            notices_add(notifications.about_set_back(row, taken_back_by))
        elif waits:
            notices_add(notifications.about_submission(row))
