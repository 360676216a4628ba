"""How a step is tried: as somebody, with a verdict of the model before it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis.stateful import RuleBasedStateMachine

from agencies.errors import Conflict
from agencies.models import AuditEntry, User
from tasks.models import ProgressReport
from tasks.services.standings import standings_refresh
from tests.tasks.machine.facts import Person, Report
from tests.tasks.machine.world import PEOPLE, World, model

Result = TypeVar("Result")
Allowed = Callable[[Person], bool]


class Trying(RuleBasedStateMachine):
    """Every step is tried as somebody; the model says whether it must succeed or be refused."""

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.world, self.model = World(), model()
        standings_refresh(tasks=[task.pk for task in self.world.tasks.values()])
        self.model.entries = AuditEntry.objects.count()
        self.open_forms: list[tuple[int, int]] = []
        self.number = 0

    def teardown(self) -> None:
        try:
            self.everything_is_as_the_model_says()
        finally:
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    def who(self, pick: int, allowed: Allowed, *, willing: bool) -> Person:
        able = [person for person in PEOPLE if allowed(person)] if willing else []
        chosen = able or PEOPLE
        return chosen[pick % len(chosen)]

    def user(self, person: Person) -> User:
        return self.world.people[person.name]

    def tried(
        self,
        allowed: bool,
        service: Callable[[], Result],
        entries: int = 1,
    ) -> Result | None:
        result, refusal = None, None
        try:
            with transaction.atomic():
                result = service()
        except (PermissionDenied, Conflict, ValidationError) as error:
            refusal = error
        assert (refusal is None) == allowed, repr(refusal or "done, and should have been refused")
        if refusal:
            return None
        self.model.entries += entries
        return result

    def has(self, *states: str) -> bool:
        return any(report.state in states for report in self.model.reports.values())

    def a_report(self, pick: int, willing: bool, *states: str) -> int:
        """One in these states; for a trial that should fail, any."""
        known = self.model.reports
        fitting = [key for key, report in known.items() if report.state in states and willing] or list(known)
        return fitting[pick % len(fitting)]

    def row(self, key: int) -> ProgressReport:
        """The report as somebody holds it in hand: what it is about, and nothing of how it stands."""
        report = self.model.reports[key]
        return ProgressReport(
            pk=key, task=self.world.tasks[report.task], agency=self.world.agencies[report.agency]
        )

    def moved(self, key: int, state: str) -> Report:
        report = self.model.reports[key]
        report.state = state
        report.version += 1
        return report

    def form(self, pick: int, key: int) -> int:
        """The version that a form on report `key` was opened on: the newest, or an older one."""
        versions = [version for form, version in self.open_forms if form == key]
        return [self.model.reports[key].version, *versions][pick % (len(versions) + 1)]

    def everything_is_as_the_model_says(self) -> None:
        raise NotImplementedError
