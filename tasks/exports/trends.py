"""How a plan stood round after round, and what has changed since the last one, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from agencies.tables import Cell, Table
from tasks.enums import DerivedStatus, LightColour
from tasks.summaries.queue import LateTask
from tasks.summaries.since import Owing, Since
from tasks.summaries.trend import PlanThen, RoundThen


def trend_table(rounds: Sequence[RoundThen[PlanThen]]) -> Table:
    """A row for each closed round, the last closed first: the plan's tasks, each once, at its end."""
    headings = [
        *(_("Round"), _("Closed on"), _("Tasks")),
        *(str(status.label) for status in DerivedStatus),
        *(str(colour.label) for colour in LightColour),
        *(_("Percent done"), _("Tasks with a percent")),
    ]
    rows: list[list[Cell]] = [
        [
            *(str(one.round), one.ended_on, one.then.total),
            *(one.then.by_status[status] for status in DerivedStatus),
            *(one.then.by_light[colour] for colour in LightColour),
            *(one.then.percent, one.then.with_percent),
        ]
        for one in rounds
    ]
    return Table(headings, rows)


def since_table(since: Since, turned: Sequence[LateTask]) -> Table:
    """A row for each task that `turned` red since the last round, then for each agency that owes anything."""
    headings = [
        *(_("Round"), _("What"), _("Task"), _("Text"), _("Due on"), _("Days late"), _("Why")),
        *(_("Agency"), _("Answers owed"), _("Asked")),
    ]
    closed = str(since.turned.since.round) if since.turned else ""
    return Table(
        headings,
        [
            *(_turned(closed, one) for one in turned),
            *(_owing(str(since.asking), one) for one in since.owing),
        ],
    )


def _turned(closed: str, one: LateTask) -> list[Any]:
    task = one.task
    said = [task.reference, task.text, task.state.due_on, one.days_late, "".join(task.light.why)]
    return [closed, _("Turned red"), *said, None, None, None]


def _owing(asking: str, one: Owing) -> list[Any]:
    return [asking, _("Owes answers"), *[None] * 5, one.agency.name, one.owed, one.asked]
