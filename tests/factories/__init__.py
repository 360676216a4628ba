"""Rows for tests: plain functions, every argument optional, agencies and tasks in Chinese.

They write rows directly. What a service does (audit, notices, refusals) is tested through the service.
"""

from tests.factories.lights import make_light_by_hand, make_thresholds
from tests.factories.milestones import claim, make_milestone, make_request
from tests.factories.origins import make_divided, make_provision, trace_to
from tests.factories.people import PASSWORD, in_days, make_agency, make_succession, make_user, moment
from tests.factories.plans import make_document, make_plan, make_section, open_tracking, print_at_end
from tests.factories.reports import (
    accept,
    answer,
    confirm,
    hand_in,
    make_confirmed,
    make_report,
    reopen,
    return_,
    take_back,
)
from tests.factories.rounds import close_round, extend_round, make_chase, make_round
from tests.factories.tasks import make_assignment, make_task, make_task_link, make_transfer, set_due_date

__all__ = [
    "PASSWORD",
    "accept",
    "answer",
    "claim",
    "close_round",
    "confirm",
    "extend_round",
    "hand_in",
    "in_days",
    "make_agency",
    "make_assignment",
    "make_chase",
    "make_confirmed",
    "make_divided",
    "make_document",
    "make_light_by_hand",
    "make_milestone",
    "make_plan",
    "make_provision",
    "make_report",
    "make_request",
    "make_round",
    "make_section",
    "make_succession",
    "make_task",
    "make_task_link",
    "make_thresholds",
    "make_transfer",
    "make_user",
    "moment",
    "open_tracking",
    "print_at_end",
    "reopen",
    "return_",
    "set_due_date",
    "take_back",
    "trace_to",
]
