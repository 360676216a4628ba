"""The app of what is done: tasks, assignments, progress reports, reviews, notices."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from agencies.wording import AuditWording
from tasks.enums import (
    AssignmentBasis,
    AssignmentRole,
    NoticeKind,
    ReportState,
    ReviewDecision,
    Stance,
    Status,
)


class TasksConfig(AppConfig):
    """Tasks and all that is reported and decided about them."""

    name = "tasks"
    verbose_name = _("Tasks")
    audit_wording = AuditWording(
        actions={
            "report.draft": _("Draft saved"),
            "report.submit": _("Report submitted"),
            "report.withdraw": _("Report withdrawn"),
            "report.discard": _("Draft discarded"),
            "report.approve": _("Report passed on"),
            "report.confirm": _("Report confirmed"),
            "report.accept": _("Share accepted"),
            "report.return": _("Report returned"),
            "report.reopen": _("Report reopened"),
            "report.role": _("Report follows a change of role"),
            "assignment.add": _("Agency assigned"),
            "assignment.change": _("Assignment changed"),
            "assignment.end": _("Assignment ended"),
            "duties.pass": _("Duty of an ended agency passed on"),
            "consolidation.take": _("Consolidation taken"),
            "consolidation.release": _("Consolidation released"),
            "opinion.give": _("Opinion given"),
            "synopsis.write": _("Synopsis written"),
            "due_date.set": _("Due date set"),
            "milestone.add": _("Milestone added"),
            "milestone.end": _("Milestone ended"),
            "extension.ask": _("Later date asked for"),
            "extension.grant": _("Later date granted"),
            "extension.refuse": _("Later date refused"),
            "extension.withdraw": _("Request for a later date taken back"),
            "wording.change": _("Wording adjusted"),
            "round.open": _("Reporting round opened"),
            "round.extend": _("Reporting round extended"),
            "round.close": _("Reporting round closed"),
            "chase.press": _("Agency pressed for reports"),
            "chase.sign": _("Pressing signed for"),
            "reading.change": _("Reading of the note changed"),
            "mail.choose": _("Notices by mail chosen"),
            "plan.load": _("Plans loaded"),
        },
        fields={
            "state": _("state"),
            "status": _("status"),
            "percent": _("percent"),
            "progress": _("progress"),
            "outcome": _("outcome"),
            "problem": _("problem for the office"),
            "next_step": _("next step"),
            "name": _("name"),
            "tasks": _("tasks"),
            "round": _("reporting round"),
            "agency": _("agency"),
            "role": _("role"),
            "basis": _("basis"),
            "due_on": _("due on"),
            "reason": _("reason"),
            "note": _("what the office says"),
            "declined": _("not wanted by mail"),
            "decision": _("decision"),
            "stance": _("opinion"),
            "text": _("text"),
            "order": _("order"),
            "claims": _("milestones reached"),
            "file": _("file"),
            "added": _("added"),
            "changed": _("changed"),
            "removed": _("removed"),
            "row": _("row"),
            "before": _("before"),
            "after": _("after"),
            "document_number": _("document number"),
            "override_reason": _("reason for completing with an unfinished participant"),
        },
        choices={
            "state": ReportState,
            "declined": NoticeKind,
            "status": Status,
            "role": AssignmentRole,
            "basis": AssignmentBasis,
            "decision": ReviewDecision,
            "stance": Stance,
        },
    )
