"""The rows of many tasks: what `stories` tells, as each table has it."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from random import Random

from django.db.models import Model

from benchmarks.generated import stories
from benchmarks.generated.frame import OFFICE, at_noon, round_of, section_of, staff_of
from benchmarks.generated.words import MARK, report_text, task_text
from plans.enums import AssignmentBasis
from tasks.enums import ReportState, ReviewDecision, Status
from tasks.models import Assignment, DueDateChange, ProgressReport, Review, RoundTask, Submission, Task

Row = tuple[object, ...]

COLUMNS: dict[type[Model], tuple[str, ...]] = {
    Task: (
        "id",
        "plan_id",
        "section_id",
        "number",
        "text",
        "assignment_text",
        "marked_by_duty",
        "start",
        "end",
    ),
    Assignment: (
        *("id", "task_id", "plan_id", "number", "agency_id", "role", "position", "name_as_written", "basis"),
    ),
    DueDateChange: ("task_id", "due_on", "decided_at", "decided_by_id"),
    RoundTask: ("round_id", "task_id"),
    ProgressReport: (
        *("id", "task_id", "agency_id", "role", "state", "status", "percent", "progress", "document_number"),
        *("round_id", "created_at", "created_by_id", "updated_at", "submitted_at", "submitted_by_id"),
    ),
    Submission: ("report_id", "task_id", "agency_id", "round_id", "submitted_at", "submitted_by_id"),
    Review: (
        "report_id",
        "decision",
        "status",
        "percent",
        "reason",
        "changed",
        "decided_at",
        "decided_by_id",
    ),
}
"""What is given of each row, in the order in which the tables are filled; the rest are the defaults."""

SETS_ASIDE = {Status.SUSPENDED, Status.DROPPED}
ALL_MOMENTS = 400


@dataclass
class Writer:
    """Tells one story after another; `rows` are those of the tasks told since `take`."""

    tasks_a_plan: int
    day: datetime.date
    chance: Random
    rows: dict[type[Model], list[Row]] = field(default_factory=lambda: defaultdict(list))
    assignments: int = 0
    reports: int = 0

    def __post_init__(self) -> None:
        """The moments are few: each is worked out once."""
        self._moments = [at_noon(self.day, days) for days in range(ALL_MOMENTS)]

    def take(self) -> dict[type[Model], list[Row]]:
        """The rows told so far, which are then forgotten."""
        rows, self.rows = self.rows, defaultdict(list)
        return rows

    def tell(self, task: int) -> None:
        """Add the rows of the task with this key (from 1)."""
        plan, place = divmod(task - 1, self.tasks_a_plan)
        story = stories.story_of(self.chance)
        section = section_of(plan, place * stories.SECTIONS // self.tasks_a_plan)
        names = [f"生成机构{part.agency + 1:03d}" for part in story.parts]
        marked = "按职责分别负责" if story.by_duty else "负责"
        bracket = f"（{'、'.join(names)}{marked}）"
        text = task_text(self.chance)
        start = place * 200
        self.rows[Task].append(
            (task, plan + 1, section, place + 1, text, bracket, story.by_duty, start, start + len(text))
        )
        for position, (part, name) in enumerate(zip(story.parts, names, strict=True), start=1):
            self.assignments += 1
            self.rows[Assignment].append(
                (
                    self.assignments,
                    task,
                    plan + 1,
                    place + 1,
                    part.agency + 1,
                    part.role.value,
                    position,
                    name,
                    AssignmentBasis.RULE.value,
                )
            )
        for order, days in enumerate(story.due_dates):
            due_on = self.day + datetime.timedelta(days=days)
            self.rows[DueDateChange].append((task, due_on, self._moments[290 - order * 100], OFFICE))
        self.rows[RoundTask] += [(round_of(plan, number), task) for number in range(stories.ROUNDS)]
        values: dict[int, tuple[Status, int | None]] = {}
        for said in story.reports:
            self._report(task, plan, said, values)

    def _report(
        self, task: int, plan: int, said: stories.Said, values: dict[int, tuple[Status, int | None]]
    ) -> None:
        self.reports += 1
        report, agency, asked = self.reports, said.part.agency + 1, round_of(plan, said.round)
        author, at = staff_of(said.part.agency), self._moments[said.days]
        left = said.state != ReportState.DRAFT
        document = MARK if said.status in SETS_ASIDE else ""
        self.rows[ProgressReport].append(
            (
                *(
                    report,
                    task,
                    agency,
                    said.part.role.value,
                    said.state.value,
                    said.status.value,
                    said.percent,
                ),
                *(report_text(self.chance), document, asked, at, author, at),
                *((at, author) if left else (None, None)),
            )
        )
        if left:
            self.rows[Submission].append((report, task, agency, asked, at, author))
        decision = stories.DECISION_OF.get(said.state)
        if decision is None:
            return
        settles = decision != ReviewDecision.RETURN
        value = (said.status, said.percent) if settles else ("", None)
        changed = settles and values.get(agency) != (said.status, said.percent)
        if settles:
            values[agency] = (said.status, said.percent)
        reviewer = OFFICE if decision != ReviewDecision.ACCEPT else author
        self.rows[Review].append(
            (
                *(report, decision.value, str(value[0]), value[1], "" if settles else MARK, changed),
                *(self._moments[max(said.days - 1, 0)], reviewer),
            )
        )
