"""The closed lists of words about tasks and what is reported about them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from plans.enums import AssignmentBasis, AssignmentRole

__all__ = [
    "Answer",
    "AssignmentBasis",
    "AssignmentRole",
    "Claim",
    "DerivedStatus",
    "EvidenceGrade",
    "EvidenceKind",
    "Given",
    "LightColour",
    "MailState",
    "NoticeKind",
    "Promptness",
    "ReportState",
    "RequestState",
    "ReviewDecision",
    "RoundStep",
    "Stance",
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


class Given(TextChoices):
    """Whether a plan gave to anybody what the document that it divides up asks for."""

    TASKS = "tasks", _("Given out as a task")
    NOBODY = "nobody", _("Given to nobody")
    NOT_FOR_DISTRIBUTION = "not_for_distribution", _("Not for distribution")


class Claim(TextChoices):
    """What a report asks of the office beyond its figures: 申请销号, or to set the task aside."""

    COMPLETED = "completed", _("Asks to be closed off")
    SUSPENDED = "suspended", _("Asks to be suspended")
    DROPPED = "dropped", _("Asks to be dropped")


class DerivedStatus(TextChoices):
    """A task's status as it follows from its assignments: one of `Status`, or nothing confirmed yet."""

    NOT_STARTED = "not_started", _("Not started")
    IN_PROGRESS = "in_progress", _("In progress")
    COMPLETED = "completed", _("Completed")
    ONGOING = "ongoing", _("Ongoing")
    SUSPENDED = "suspended", _("Suspended")
    DROPPED = "dropped", _("Dropped")
    NO_REPORT = "no_report", _("No report")


NEEDS_NO_DATE = (
    DerivedStatus.COMPLETED,
    DerivedStatus.ONGOING,
    DerivedStatus.SUSPENDED,
    DerivedStatus.DROPPED,
)
"""What a task, or an agency's part in it, is under which no due date matters."""


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
    """Where an agency stands with its part of a task, the most urgent first."""

    RETURNED = "returned", _("Returned, to be revised")
    REOPENED = "reopened", _("Reopened, to be resumed")
    OVERDUE = "overdue", _("Overdue or far behind")
    DUE_SOON = "due_soon", _("Due soon or behind")
    DRAFT = "draft", _("Draft not submitted")
    NO_REPORT = "no_report", _("No report yet")
    PENDING_APPROVAL = "pending_approval", _("Awaiting own approval")
    SUBMITTED = "submitted", _("Submitted")
    SETTLED = "settled", _("Nothing to do")
    NOT_ASKED = "not_asked", _("Not asked for")


class ReviewDecision(TextChoices):
    """What a reviewer decided about a progress report."""

    APPROVE = "approve", _("Passed on")
    CONFIRM = "confirm", _("Confirmed")
    ACCEPT = "accept", _("Accepted")
    RETURN = "return", _("Returned")
    REOPEN = "reopen", _("Reopened")


class RoundStep(TextChoices):
    """What the office decided about a reporting round."""

    OPEN = "open", _("Opened")
    EXTEND = "extend", _("Extended")
    CLOSE = "close", _("Closed")


class Answer(TextChoices):
    """How an agency has answered a round about one task; the first four still owe."""

    OWED = "owed", _("Not answered")
    DRAFT = "draft", _("Draft not submitted")
    RETURNED = "returned", _("Returned, to be revised")
    PENDING_APPROVAL = "pending_approval", _("Awaiting own approval")
    HANDED_IN = "handed_in", _("Submitted")
    NO_CHANGE = "no_change", _("No change this period")
    BY_OTHER_LEAD = "by_other_lead", _("Submitted by another lead")


class Promptness(TextChoices):
    """When an agency handed in what a round asked of it; the first three are its record."""

    IN_TIME = "in_time", _("On time")
    LATE = "late", _("Late")
    MISSED = "missed", _("Missed")
    BY_OTHER_LEAD = "by_other_lead", _("Submitted by another lead")
    AWAITED = "awaited", _("Still awaited")


class Stance(TextChoices):
    """What a co-lead or participant says about the lead's report: it blocks nothing."""

    AGREE = "agree", _("Agrees")
    DISSENT = "dissent", _("Dissents")


class RequestState(TextChoices):
    """Where a request for another due date is."""

    ASKED = "asked", _("Asked for")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Taken back")


class EvidenceKind(TextChoices):
    """What was handed in as evidence."""

    FILE = "file", _("File")
    LINK = "link", _("Link")


class EvidenceGrade(TextChoices):
    """How far evidence carries, the weakest first."""

    NONE = "none", _("No evidence")
    OWN_WORD = "own_word", _("The agency's own word")
    DOCUMENT = "document", _("A document")
    PUBLIC = "public", _("Public and checkable")


class LightColour(TextChoices):
    """亮灯: computed; only the office sets one by hand, for a time and with a reason."""

    RED = "red", _("Overdue or far behind")
    YELLOW = "yellow", _("Due soon or behind")
    GREEN = "green", _("On schedule")
    GREY = "grey", _("No light")


class LinkDecision(TextChoices):
    """What the office says of two tasks of different plans; only `confirmed` links them."""

    CONFIRMED = "confirmed", _("The same work")
    REJECTED = "rejected", _("Other work")
    REOPENED = "reopened", _("Undecided again")


class NoticeKind(TextChoices):
    """What a notice says."""

    REPORT_SUBMITTED = "report_submitted", _("A report awaits confirmation")
    SHARE_SUBMITTED = "share_submitted", _("A share awaits the lead")
    APPROVAL_NEEDED = "approval_needed", _("A report awaits your approval")
    REPORT_CONFIRMED = "report_confirmed", _("Your report was confirmed")
    SHARE_ACCEPTED = "share_accepted", _("Your share was accepted")
    REPORT_RETURNED = "report_returned", _("Your report was returned")
    TASK_REOPENED = "task_reopened", _("A completed task was reopened")
    ROUND_OPENED = "round_opened", _("A reporting round was opened")
    ROUND_EXTENDED = "round_extended", _("A reporting round was extended")
    ROUND_CLOSED = "round_closed", _("A reporting round was closed")
    DUE_AHEAD = "due_ahead", _("A date draws near")
    OVERDUE = "overdue", _("A date has passed")
    ESCALATED = "escalated", _("An agency has not answered")
    DIGEST = "digest", _("Daily digest of what is due")
    CHASED = "chased", _("Reminder from the office")
    CHASE_SIGNED = "chase_signed", _("An agency acknowledged a reminder")
    OPINION_ASKED = "opinion_asked", _("A lead's report awaits your opinion")
    DISSENT_GIVEN = "dissent_given", _("An agency dissents from a report")
    CONSOLIDATION_TAKEN = "consolidation_taken", _("Another lead took the consolidation over")
    CONSOLIDATION_RELEASED = "consolidation_released", _("The office released your consolidation")
    REPORT_SET_BACK = "report_set_back", _("Your report is a draft again: another lead reports")
    EXTENSION_ASKED = "extension_asked", _("An agency asks for a later date")
    EXTENSION_DECIDED = "extension_decided", _("The office decided about a later date")
    DUTIES_PASSED = "duties_passed", _("Tasks passed to your agency")
    CALENDAR_UNKNOWN = "calendar_unknown", _("The public holidays of a year are not known yet")


class MailState(TextChoices):
    """Where a notice's e-mail is: the row is the outbox, so a dead broker or mail server loses nothing."""

    PENDING = "pending", _("To be sent")
    SENT = "sent", _("Sent")
    NO_ADDRESS = "no_address", _("No address")
    NOT_WANTED = "not_wanted", _("Not wanted by mail")
    IN_DIGEST = "in_digest", _("In the daily digest")


class SearchKind(TextChoices):
    """What can be found by words, in the order in which it is shown."""

    AGENCY = "agency", _("Agencies")
    TASK = "task", _("Tasks")
    REPORT = "report", _("Progress reports")
