"""The closed lists of words about tasks and what is reported about them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from plans.enums import AssignmentBasis, AssignmentRole

__all__ = [
    "AssignmentBasis",
    "AssignmentRole",
    "DerivedStatus",
    "LightColour",
    "MailState",
    "NoticeKind",
    "ReportState",
    "ReviewDecision",
    "Standing",
    "Status",
    "TaskMode",
]


class Status(TextChoices):
    """落实状态: how far something is, chosen by people, never by the system."""

    NOT_STARTED = "not_started", _("Not started")
    IN_PROGRESS = "in_progress", _("In progress")
    COMPLETED = "completed", _("Completed")
    ONGOING = "ongoing", _("Ongoing")
    SUSPENDED = "suspended", _("Suspended")
    DROPPED = "dropped", _("Dropped")


class DerivedStatus(TextChoices):
    """A task's status as it follows from its assignments: one of `Status`, or nothing confirmed yet."""

    NOT_STARTED = "not_started", _("Not started")
    IN_PROGRESS = "in_progress", _("In progress")
    COMPLETED = "completed", _("Completed")
    ONGOING = "ongoing", _("Ongoing")
    SUSPENDED = "suspended", _("Suspended")
    DROPPED = "dropped", _("Dropped")
    NO_REPORT = "no_report", _("No report")


class TaskMode(TextChoices):
    """How a task's status comes about."""

    LEAD = "lead", _("One agency leads")
    JOINT_LEADS = "joint_leads", _("Several agencies lead")
    BY_DUTY = "by_duty", _("Each by its own duty")
    UNASSIGNED = "unassigned", _("Not assigned")


class ReportState(TextChoices):
    """Where a progress report is on its way; a participant's share ends as `ACCEPTED`."""

    DRAFT = "draft", _("Draft")
    PENDING_APPROVAL = "pending_approval", _("Awaiting own approval")
    SUBMITTED = "submitted", _("Submitted")
    CONFIRMED = "confirmed", _("Confirmed")
    ACCEPTED = "accepted", _("Accepted by the lead")
    RETURNED = "returned", _("Returned")


class Standing(TextChoices):
    """Where an agency stands with its part of a task, what presses most first."""

    RETURNED = "returned", _("Returned, to be revised")
    OVERDUE = "overdue", _("Overdue")
    DUE_SOON = "due_soon", _("Due soon or behind")
    DRAFT = "draft", _("Draft not submitted")
    NO_REPORT = "no_report", _("No report yet")
    PENDING_APPROVAL = "pending_approval", _("Awaiting own approval")
    SUBMITTED = "submitted", _("Handed in")
    SETTLED = "settled", _("Nothing to do")
    NOT_ASKED = "not_asked", _("Not asked for")


class ReviewDecision(TextChoices):
    """What a reviewer decided about a progress report."""

    APPROVE = "approve", _("Passed on")
    CONFIRM = "confirm", _("Confirmed")
    ACCEPT = "accept", _("Accepted")
    RETURN = "return", _("Returned")


class LightColour(TextChoices):
    """亮灯: computed, never chosen."""

    RED = "red", _("Overdue")
    YELLOW = "yellow", _("Due soon or behind")
    GREEN = "green", _("On schedule")
    GREY = "grey", _("No light")


class NoticeKind(TextChoices):
    """What a notice says."""

    REPORT_SUBMITTED = "report_submitted", _("A report awaits confirmation")
    SHARE_SUBMITTED = "share_submitted", _("A share awaits the lead")
    APPROVAL_NEEDED = "approval_needed", _("A report awaits your approval")
    REPORT_CONFIRMED = "report_confirmed", _("Your report was confirmed")
    SHARE_ACCEPTED = "share_accepted", _("Your share was accepted")
    REPORT_RETURNED = "report_returned", _("Your report was returned")


class MailState(TextChoices):
    """Where a notice's e-mail is: the row is the outbox, so a dead broker or mail server loses nothing."""

    PENDING = "pending", _("To be sent")
    SENT = "sent", _("Sent")
    NO_ADDRESS = "no_address", _("No address")
