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
    """A report under way goes on in the agency's new role: now to the office, or now to the task's lead.

    Called with every change of a role, so that no submitted report waits for the wrong people. Where another
    lead has the task in hand, it is a draft again: one lead at a time reports for a task, and what was
    written as a share does not speak for the task before somebody has looked at it. Where the document itself
    changed (`actor` None) nobody takes it back: the office decides which of the two it confirms.
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
