"""What people may say and do, as Hypothesis draws it."""

from __future__ import annotations

from hypothesis import strategies as st

from tasks.enums import Status
from tasks.services.report_content import ConfirmedValue, ReportContent
from tests.tasks.machine.facts import Report, Said

PICK = st.integers(0, 11)
"""Which of several, counted round."""

ANYTHING = st.builds(
    Said,
    status=st.sampled_from(Status.values),
    percent=st.sampled_from([None, 0, 40, 100]),
    progress=st.sampled_from(["做了工作。", ""]),
    outcome=st.sampled_from(["成果。", ""]),
    document=st.sampled_from(["文号", ""]),
)
SENSIBLE = st.sampled_from(
    [
        Said("in_progress", 40),
        Said("in_progress", 60),
        Said("completed", 100),
        Said("completed", 100),
        Said("not_started", 0),
        Said("ongoing", None),
        Said("suspended", None),
        Said("dropped", None),
    ]
)
SAID = SENSIBLE | SENSIBLE | SENSIBLE | ANYTHING
FORM = st.sampled_from([0, 0, 0, 0, 1, 2, 3])
"""Which of the forms that are open on a report; 0 is the newest version."""

WILLING = st.sampled_from([True, True, True, False])
"""Whether somebody tries who may; else it is anybody."""


def value_of(said: Said) -> ConfirmedValue:
    return ConfirmedValue(Status(said.status), said.percent)


def said_again(report: Report) -> Said:
    """What 本期无新进展 repeats: what was confirmed, in the words of the report."""
    status, percent = report.settled_as or report.said.values
    document = report.settled_document or report.said.document
    return Said(status, percent, outcome=report.said.outcome, document=document)


def content(said: Said) -> ReportContent:
    return ReportContent(
        status=Status(said.status),
        percent=said.percent,
        progress=said.progress,
        outcome=said.outcome,
        document_number=said.document,
    )
