"""A whole round, by whoever comes along in whatever order, against a simple model of what should happen."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, run_state_machine_as_test

from agencies.models import AuditEntry
from plans.clock import today
from tasks.models import Consolidation, ProgressReport, ReportingRound, Task, TaskStanding
from tasks.services.standings import standings_wrong
from tasks.services.tallies import tallies_wrong
from tests.tasks.machine.deciding import Deciding
from tests.tasks.machine.facts import LEAD, Said
from tests.tasks.machine.having import Having
from tests.tasks.machine.reporting import Reporting
from tests.tasks.machine.rounds import Rounds
from tests.tasks.machine.strategies import PICK, SAID


class RoundMachine(Rounds, Reporting, Deciding, Having):
    """All the steps, what a quarter begins with, and what must hold after each."""

    recounted_at: int | None = None
    """How many entries of the audit there were when what is kept was last held to the facts."""

    @initialize(reported=st.lists(st.tuples(st.integers(1, 4), PICK, SAID, st.integers(1, 3)), max_size=8))
    def a_quarter_under_way(self, reported: list[tuple[int, int, Said, int]]) -> None:
        """A round is open, and some are so far: what follows has something to decide about."""
        self.open_round(pick=0, willing=True, tasks=None, due=10)
        for pick, (task, which, said, far) in enumerate(reported):
            before = set(self.model.reports)
            self.begin(pick=pick, task=task, which=which, willing=True, said=said)
            for key in set(self.model.reports) - before:
                self.taken_further(key, pick, far)

    def taken_further(self, key: int, pick: int, far: int) -> None:
        """Handed in; passed on and decided as well, where `far` goes so far and nothing is in the way."""
        report, which = self.model.reports[key], list(self.model.reports).index(key)
        if report.said.status == "completed":
            self.prove(pick=pick, which=which, form=0, willing=False)
        self.submit(pick=pick, which=which, form=0, willing=False, outside=False, able=True)
        if report.state == "pending_approval" and far > 1:
            self.approve(pick=pick, which=which, form=0, willing=False, able=True)
        if report.state == "submitted" and far > 2 and report.is_share:
            self.accept(pick=pick, which=which, form=0, willing=False, able=True)
        elif report.state == "submitted" and far > 2:
            self.confirm(pick=pick, which=which, form=0, willing=False, able=True, reason="核实", other=None)

    @invariant()
    def reports_and_audit_are_as_the_model_says(self) -> None:
        names = {user.pk: name for name, user in self.world.people.items()}
        found = {
            report.pk: (
                report.state,
                (report.status, report.percent),
                report.version,
                report.role,
                report.round_id,
                names[report.created_by_id],
                names.get(report.submitted_by_id or 0),
                report.no_change,
            )
            for report in ProgressReport.objects.all()
        }
        assert found == {
            key: (
                report.state,
                report.said.values,
                report.version,
                report.role,
                report.round,
                report.created_by,
                report.submitted_by,
                report.no_change,
            )
            for key, report in self.model.reports.items()
        }
        assert AuditEntry.objects.count() == self.model.entries

    @invariant()
    def one_lead_at_a_time_reports(self) -> None:
        for number, roles in self.model.parts.items():
            waiting = [
                report.agency
                for report in self.model.reports.values()
                if (report.task, report.role, report.state) == (number, LEAD, "submitted")
                and roles.get(report.agency) == LEAD
            ]
            assert len(waiting) <= 1

    @invariant()
    def what_is_kept_of_tasks_is_what_their_facts_say(self) -> None:
        """Recounting costs more than the step: it is done where the step wrote something."""
        if self.recounted_at == self.model.entries:
            return
        assert not TaskStanding.objects.stale_on(today()).exists()
        assert list(standings_wrong(day=today())) == []
        assert not tallies_wrong()
        self.recounted_at = self.model.entries

    def everything_is_as_the_model_says(self) -> None:
        self.reports_and_audit_are_as_the_model_says()
        found = {
            task.number: (task.status, task.percent)
            for task in Task.objects.filter(plan=self.world.plan).with_state(today())
        }
        assert found == {number: self.model.status_of(number) for number in self.world.tasks}
        held = Consolidation.objects.filter(released_at=None).values_list("task__number", "agency__name")
        assert dict(held) == self.model.held
        under_way = ReportingRound.objects.open_on(today()).values_list("pk", flat=True)
        assert set(under_way) == {key for key, one in self.model.rounds.items() if not one.closed}


def played(runs: int, steps: int, *, always_the_same: bool) -> None:
    """Play so many rounds of so many steps each; the short ones are the same every time, to be relied on."""
    run_state_machine_as_test(
        RoundMachine,
        settings=settings(
            max_examples=runs,
            stateful_step_count=steps,
            derandomize=always_the_same,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.slow
@pytest.mark.any_database
@pytest.mark.django_db
def test_whoever_does_whatever_no_step_is_illegal_and_every_write_is_in_the_audit() -> None:
    played(10, 30, always_the_same=True)


@pytest.mark.long
@pytest.mark.django_db
def test_fifty_rounds_by_whoever_comes_along() -> None:
    played(50, 50, always_the_same=False)


@pytest.mark.soak
@pytest.mark.django_db
def test_two_thousand_rounds_by_whoever_comes_along() -> None:
    played(2000, 50, always_the_same=False)
