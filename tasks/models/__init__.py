"""The rows of what is done."""

from tasks.models.assignments import Assignment, TaskTransfer
from tasks.models.chases import Chase, MailChoice
from tasks.models.consolidation import Consolidation, Opinion, Synopsis
from tasks.models.due_dates import DueDateChange
from tasks.models.evidence import Evidence
from tasks.models.former_transfers import FormerTransfer
from tasks.models.lights import LightOverride, ThresholdChange, thresholds_on
from tasks.models.links import TaskLink
from tasks.models.milestones import ExtensionRequest, Milestone, MilestoneClaim, WordingChange
from tasks.models.notices import Notice
from tasks.models.origins import TaskOrigin
from tasks.models.reports import ProgressReport, Review
from tasks.models.round_ends import RoundEnd
from tasks.models.rounds import ReportingRound, RoundDecision, RoundTask
from tasks.models.standings import TaskStanding
from tasks.models.submissions import Submission
from tasks.models.tallies import COUNTS, AgencyTally, SectionTally, TaskTally
from tasks.models.task import Task
from tasks.models.texts import ReportText, TaskText

__all__ = [
    "COUNTS",
    "AgencyTally",
    "Assignment",
    "Chase",
    "Consolidation",
    "DueDateChange",
    "Evidence",
    "ExtensionRequest",
    "FormerTransfer",
    "LightOverride",
    "MailChoice",
    "Milestone",
    "MilestoneClaim",
    "Notice",
    "Opinion",
    "ProgressReport",
    "ReportText",
    "ReportingRound",
    "Review",
    "RoundDecision",
    "RoundEnd",
    "RoundTask",
    "SectionTally",
    "Submission",
    "Synopsis",
    "Task",
    "TaskLink",
    "TaskOrigin",
    "TaskStanding",
    "TaskTally",
    "TaskText",
    "TaskTransfer",
    "ThresholdChange",
    "WordingChange",
    "thresholds_on",
]
