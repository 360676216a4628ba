"""Who has what: roles change, one of several leads has a task in hand."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tasks.enums import AssignmentRole
from tasks.services import consolidation
from tasks.services.assignments import Grant, agencies_assign
from tests.tasks.machine.facts import LEAD, OPEN, PARTICIPATING
from tests.tasks.machine.strategies import PICK, WILLING
from tests.tasks.machine.trying import Trying


class Having(Trying):
    """Who has what: roles change, one of several leads has a task in hand."""

    @rule(
        pick=PICK,
        task=st.integers(1, 2),
        which=PICK,
        willing=WILLING,
        role=st.sampled_from([LEAD, PARTICIPATING]),
    )
    def change_role(self, pick: int, task: int, which: int, willing: bool, role: str) -> None:
        parts = self.model.parts[task]
        agency = list(parts)[which % len(parts)]
        person = self.who(pick, lambda person: person.role == "office", willing=willing)
        allowed = person.role == "office"
        changed = parts[agency] != role
        follows = [
            report
            for report in self.model.reports.values()
            if (report.task, report.agency) == (task, agency) and report.state in OPEN and report.role != role
        ]
        self.tried(
            allowed,
            lambda: agencies_assign(
                actor=self.user(person),
                tasks=[self.world.tasks[task]],
                grants=[Grant(self.world.agencies[agency], AssignmentRole(role))],
                reason="分工调整",
            ),
            entries=1 + len(follows) if changed else 0,
        )
        if allowed and changed:
            self.model.let_go(task, agency)
            parts[agency] = role
            for report in follows:
                report.role = role
                report.version += 1
                if role == LEAD and report.state == "submitted" and self.model.led_by_another(task, agency):
                    report.state, report.submitted_by = "draft", None

    @precondition(lambda self: any(self.model.several(2, agency) for agency in self.model.parts[2]))
    @rule(pick=PICK, which=PICK, willing=WILLING, reason=st.sampled_from(["人手已到位", ""]))
    def take(self, pick: int, which: int, willing: bool, reason: str) -> None:
        names = list(self.model.parts[2])
        agency = names[which % len(names)]
        person = self.who(
            pick, lambda person: self.model.may_take(person, 2, agency, reason), willing=willing
        )
        allowed, holds = self.model.may_take(person, 2, agency, reason), self.model.held.get(2) == agency
        self.tried(
            allowed,
            lambda: consolidation.consolidation_take(
                actor=self.user(person),
                task=self.world.tasks[2],
                agency=self.world.agencies[agency],
                reason=reason,
            ),
            entries=0 if holds else 1,
        )
        if allowed:
            self.model.held[2] = agency

    @precondition(lambda self: self.model.held)
    @rule(pick=PICK, willing=WILLING, task=st.integers(1, 2))
    def release(self, pick: int, willing: bool, task: int) -> None:
        person = self.who(pick, lambda person: self.model.may_release(person, task), willing=willing)
        allowed = self.model.may_release(person, task)
        self.tried(
            allowed,
            lambda: consolidation.consolidation_release(actor=self.user(person), task=self.world.tasks[task]),
        )
        if allowed:
            del self.model.held[task]
