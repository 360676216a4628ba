"""A whole round, by whoever comes along in whatever order, against a simple model of what should happen."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import TypeVar

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from agencies.errors import Conflict
from agencies.models import AuditEntry, User
from plans.clock import today
from tasks.enums import AssignmentRole, Status
from tasks.models import Consolidation, ProgressReport, ReportingRound, Task
from tasks.services import consolidation, evidence, no_change, reports, reviews, rounds
from tasks.services.assignments import Grant, agencies_assign
from tasks.services.reopening import report_reopen
from tasks.services.report_content import ConfirmedValue, ReportContent
from tests.tasks.machine.model import LEAD, OPEN, PARTICIPATING, SETTLED, Person, Report, Round, Said
from tests.tasks.machine.world import PEOPLE, World, model

Result = TypeVar("Result")

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

Allowed = Callable[[Person], bool]


class RoundMachine(RuleBasedStateMachine):
    """Every step is tried as somebody; the model says whether it must succeed or be refused."""

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.world, self.model = World(), model()
        self.model.entries = AuditEntry.objects.count()
        self.open_forms: list[tuple[str, int, int]] = []
        self.number = 0

    def teardown(self) -> None:
        try:
            self.everything_is_as_the_model_says()
        finally:
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

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

    # How a step is taken.

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

    # Rounds.

    @precondition(lambda self: self.number % 3 == 0 or not self.model.round_under_way())
    @rule(pick=PICK, willing=WILLING, tasks=st.sets(st.integers(1, 4)) | st.none(), due=st.integers(-1, 20))
    def open_round(self, pick: int, willing: bool, tasks: set[int] | None, due: int) -> None:
        unsettled = {
            n for n in self.world.tasks if self.model.status_of(n)[0] not in {"completed", "dropped"}
        }
        asked = unsettled if tasks is None else tasks
        person = self.who(pick, lambda person: self.model.may_open(person, asked, due), willing=willing)
        self.number += 1
        made = self.tried(
            self.model.may_open(person, asked, due),
            lambda: rounds.round_open(
                actor=self.user(person),
                plan=self.world.plan,
                name=f"第{self.number}期",
                opens_on=today(),
                due_on=self.day(due),
                day=today(),
                tasks=None if tasks is None else [self.world.tasks[number] for number in tasks],
            ),
        )
        if made:
            self.model.rounds[made.pk] = Round(due, frozenset(asked))

    @precondition(lambda self: self.model.rounds)
    @rule(
        pick=PICK, which=PICK, willing=WILLING, due=st.integers(0, 30), reason=st.sampled_from(["节假日", ""])
    )
    def extend_round(self, pick: int, which: int, willing: bool, due: int, reason: str) -> None:
        key = self.a_round(which)
        person = self.who(
            pick, lambda person: self.model.may_extend(person, key, due, reason), willing=willing
        )
        if self.tried(
            self.model.may_extend(person, key, due, reason),
            lambda: rounds.round_extend(
                actor=self.user(person),
                reporting_round=ReportingRound.objects.get(pk=key),
                due_on=self.day(due),
                reason=reason,
                day=today(),
            ),
        ):
            self.model.rounds[key] = Round(due, self.model.rounds[key].tasks)

    @precondition(lambda self: self.model.round_under_way())
    @rule(pick=PICK, which=PICK, willing=WILLING)
    def close_round(self, pick: int, which: int, willing: bool) -> None:
        key = self.a_round(which)
        person = self.who(pick, lambda person: self.model.may_close(person, key), willing=willing)
        if self.tried(
            self.model.may_close(person, key),
            lambda: rounds.round_close(
                actor=self.user(person), reporting_round=ReportingRound.objects.get(pk=key)
            ),
        ):
            self.model.rounds[key].closed = True

    def a_round(self, which: int) -> int:
        return list(self.model.rounds)[which % len(self.model.rounds)]

    def day(self, days: int) -> datetime.date:
        return today() + datetime.timedelta(days=days)

    # An agency's own steps.

    @rule(pick=PICK, task=st.integers(1, 4), which=PICK, willing=WILLING, said=SAID)
    def begin(self, pick: int, task: int, which: int, willing: bool, said: Said) -> None:
        names = list(self.world.agencies)
        parts = list(self.model.parts[task])
        free = [name for name in parts if self.model.under_way(task, name) is None]
        asked = (free or parts) if willing else names
        agency = asked[which % len(asked)]
        person = self.who(
            pick, lambda person: self.model.may_begin(person, task, agency, said), willing=willing
        )
        made = self.tried(
            self.model.may_begin(person, task, agency, said),
            lambda: reports.report_draft(
                actor=self.user(person),
                task=self.world.tasks[task],
                agency=self.world.agencies[agency],
                content=content(said),
            ),
        )
        if made:
            self.model.hold(task, agency)
            returned = self.model.returned_before(task, agency)
            role, answers = self.model.parts[task][agency], self.model.asked_now(task)
            self.model.reports[made.pk] = report = Report(task, agency, role, said, person.name, answers)
            report.evidence = returned.evidence if returned else frozenset()
            self.model.entries += len(report.evidence)

    @precondition(lambda self: self.model.reports)
    @rule(pick=PICK, which=PICK)
    def open_form(self, pick: int, which: int) -> None:
        """Somebody reads a report; what they do with it comes later, when it may have moved on."""
        key = self.a_report(which, True, *OPEN)
        reader = PEOPLE[pick % len(PEOPLE)]
        self.open_forms.append((reader.name, key, self.model.reports[key].version))

    def form(self, pick: int, key: int) -> int:
        """The version that a form on report `key` was opened on: the newest, or an older one."""
        versions = [version for _name, form, version in self.open_forms if form == key]
        return [self.model.reports[key].version, *versions][pick % (len(versions) + 1)]

    @precondition(lambda self: self.has("draft"))
    @rule(pick=PICK, which=PICK, form=FORM, willing=WILLING, said=SAID)
    def save(self, pick: int, which: int, form: int, willing: bool, said: Said) -> None:
        key = self.a_report(which, willing, "draft")
        report, version = self.model.reports[key], self.form(form, key)
        person = self.who(
            pick, lambda person: self.model.may_save(person, key, version, said), willing=willing
        )
        if self.tried(
            self.model.may_save(person, key, version, said),
            lambda: reports.report_draft(
                actor=self.user(person),
                task=self.world.tasks[report.task],
                agency=self.world.agencies[report.agency],
                content=content(said),
                report=self.row(key),
                expected_version=version,
            ),
        ):
            self.model.hold(report.task, report.agency)
            self.moved(key, "draft").said = said

    @precondition(lambda self: self.has("draft"))
    @rule(pick=PICK, which=PICK, form=FORM, willing=WILLING)
    def prove(self, pick: int, which: int, form: int, willing: bool) -> None:
        key = self.a_report(which, willing, "draft")
        version = self.form(form, key)
        person = self.who(pick, lambda person: self.model.may_prove(person, key, version), willing=True)
        self.number += 1
        address = f"https://example.org/{self.number}"
        if self.tried(
            self.model.may_prove(person, key, version),
            lambda: evidence.evidence_add_link(
                actor=self.user(person), report=self.row(key), url=address, expected_version=version
            ),
        ):
            self.moved(key, "draft").evidence |= {address}

    @precondition(lambda self: self.has("draft"))
    @rule(pick=PICK, which=PICK, form=FORM, willing=WILLING, outside=st.booleans())
    def submit(
        self, pick: int, which: int, form: int, willing: bool, outside: bool, able: bool = False
    ) -> None:
        key = self.a_report(which, willing, "draft")
        version = self.form(form, key)

        def allowed(person: Person) -> bool:
            return self.model.may_submit(person, key, version, outside=outside)

        person = self.who(pick, allowed, willing=willing or able)
        if self.tried(
            allowed(person),
            lambda: reports.report_submit(
                actor=self.user(person),
                report=self.row(key),
                expected_version=version,
                outside_round=outside,
            ),
        ):
            self.handed_in(key, person)

    def handed_in(self, key: int, person: Person) -> None:
        report = self.model.reports[key]
        self.model.hold(report.task, report.agency)
        pending = report.agency in self.model.two_person
        self.moved(key, "pending_approval" if pending else "submitted")
        report.submitted_by = person.name
        report.role = self.model.parts[report.task][report.agency]
        report.round = self.model.asked_now(report.task)

    @precondition(lambda self: self.has(*SETTLED))
    @rule(pick=PICK, task=st.integers(1, 4), which=PICK, willing=WILLING)
    def nothing_new(self, pick: int, task: int, which: int, willing: bool) -> None:
        """本期无新进展: the last settled report once more, in one step."""
        parts = list(self.model.parts[task])
        agency = parts[which % len(parts)]
        settled = [
            (key, report)
            for key, report in self.model.reports.items()
            if (report.task, report.agency) == (task, agency) and report.state in SETTLED
        ]
        last = settled[-1][1] if settled else None
        said = said_again(last) if last else Said("ongoing", None)
        returned = self.model.returned_before(task, agency)
        proof = returned.evidence if returned else frozenset()
        if last and said.status == "completed":
            proof |= last.evidence

        def allowed(person: Person) -> bool:
            asked = self.model.asked_now(task) is not None
            share = self.model.parts[task][agency] == PARTICIPATING
            document = share or said.status not in {"suspended", "dropped"} or bool(said.document)
            whole = said.status != "completed" or (bool(said.outcome) and (share or bool(proof)))
            whole = whole and document
            return bool(settled) and asked and whole and self.model.may_begin(person, task, agency, said)

        person = self.who(pick, allowed, willing=willing)
        made = self.tried(
            allowed(person),
            lambda: no_change.report_no_change(
                actor=self.user(person),
                task=self.world.tasks[task],
                agency=self.world.agencies[agency],
            ),
            entries=2 + len(proof),
        )
        if made:
            self.model.hold(task, agency)
            role = self.model.parts[task][agency]
            self.model.reports[made.pk] = Report(
                task, agency, role, said, person.name, None, no_change=True, evidence=proof
            )
            self.handed_in(made.pk, person)

    @precondition(lambda self: self.has("submitted", "pending_approval"))
    @rule(pick=PICK, which=PICK, willing=WILLING)
    def withdraw(self, pick: int, which: int, willing: bool) -> None:
        key = self.a_report(which, willing, "submitted", "pending_approval")
        person = self.who(pick, lambda person: self.model.may_withdraw(person, key), willing=willing)
        if self.tried(
            self.model.may_withdraw(person, key),
            lambda: reports.report_withdraw(actor=self.user(person), report=self.row(key)),
        ):
            self.moved(key, "draft").submitted_by = None

    @precondition(lambda self: self.has("draft"))
    @rule(pick=PICK, which=PICK, willing=WILLING)
    def discard(self, pick: int, which: int, willing: bool) -> None:
        key = self.a_report(which, willing, "draft")
        person = self.who(pick, lambda person: self.model.may_discard(person, key), willing=willing)
        allowed = self.model.may_discard(person, key)
        self.tried(allowed, lambda: reports.report_discard(actor=self.user(person), report=self.row(key)))
        if allowed:
            report = self.model.reports.pop(key)
            self.model.let_go(report.task, report.agency)
            self.open_forms = [form for form in self.open_forms if form[1] != key]

    # Deciding.

    @precondition(lambda self: self.has("pending_approval"))
    @rule(pick=PICK, which=PICK, form=FORM, willing=WILLING)
    def approve(self, pick: int, which: int, form: int, willing: bool, able: bool = False) -> None:
        key = self.a_report(which, willing, "pending_approval")
        version = self.form(form, key)

        def allowed(person: Person) -> bool:
            return self.model.may_approve(person, key) and version == self.model.reports[key].version

        person = self.who(pick, allowed, willing=willing or able)
        if self.tried(
            allowed(person),
            lambda: reviews.report_approve(
                actor=self.user(person), report=self.row(key), expected_version=version
            ),
        ):
            report = self.model.reports[key]
            self.model.hold(report.task, report.agency)
            self.moved(key, "submitted").approved = True

    @precondition(lambda self: self.has("submitted"))
    @rule(
        pick=PICK,
        which=PICK,
        form=FORM,
        willing=WILLING,
        reason=st.sampled_from(["情况核实后认定", ""]),
        other=st.none() | st.none() | SAID,
    )
    def confirm(
        self,
        pick: int,
        which: int,
        form: int,
        willing: bool,
        reason: str,
        other: Said | None,
        able: bool = False,
    ) -> None:
        """核定, or with `other` 核定为; one reason serves for whatever asks for one."""
        key = self.a_report(which, willing, "submitted")
        version, report = self.form(form, key), self.model.reports[key]
        value = other or report.said
        document = report.said.document or (other.document if other else "")

        def allowed(person: Person) -> bool:
            status = value.values[0]
            asks = value.values != report.said.values or self.model.unfinished(key, status)
            whole = value.agrees and (bool(reason) or not asks)
            whole = whole and (status not in {"suspended", "dropped"} or bool(document))
            return whole and version == report.version and self.model.may_confirm(person, key)

        person = self.who(pick, allowed, willing=willing or able)
        if self.tried(
            allowed(person),
            lambda: reviews.report_confirm(
                actor=self.user(person),
                report=self.row(key),
                confirmed=value_of(other) if other else None,
                reason=reason,
                document_number=other.document if other else "",
                override_reason=reason,
                expected_version=version,
            ),
        ):
            self.moved(key, "confirmed").settled_as = value.values
            report.settled_document = other.document if other else ""
            self.model.settle(key, *value.values)
            self.model.let_go(report.task, report.agency)

    @precondition(lambda self: self.has("confirmed"))
    @rule(pick=PICK, which=PICK, willing=WILLING, reason=st.sampled_from(["成果未落实", ""]), said=SAID)
    def reopen(self, pick: int, which: int, willing: bool, reason: str, said: Said) -> None:
        completing = [key for key in self.model.reports if self.model.may_reopen(Person("?", "office"), key)]
        key = completing[which % len(completing)] if completing else self.a_report(which, True, "confirmed")
        document = bool(said.document) or said.status not in {"suspended", "dropped"}
        whole = bool(reason) and said.agrees and document and said.status != "completed"

        def allowed(person: Person) -> bool:
            return whole and self.model.may_reopen(person, key)

        person = self.who(pick, allowed, willing=willing)
        if self.tried(
            allowed(person),
            lambda: report_reopen(
                actor=self.user(person),
                report=self.row(key),
                value=value_of(said),
                reason=reason,
                document_number=said.document,
            ),
        ):
            report = self.moved(key, "confirmed")
            report.settled_as, report.settled_document = said.values, said.document
            self.model.settle(key, *said.values)

    @precondition(lambda self: self.has("submitted"))
    @rule(pick=PICK, which=PICK, form=FORM, willing=WILLING)
    def accept(self, pick: int, which: int, form: int, willing: bool, able: bool = False) -> None:
        key = self.a_report(which, willing, "submitted")
        version = self.form(form, key)

        def allowed(person: Person) -> bool:
            return self.model.may_accept(person, key) and version == self.model.reports[key].version

        person = self.who(pick, allowed, willing=willing or able)
        if self.tried(
            allowed(person),
            lambda: reviews.report_accept(
                actor=self.user(person), report=self.row(key), expected_version=version
            ),
        ):
            self.moved(key, "accepted")

    @precondition(lambda self: self.has("submitted", "pending_approval"))
    @rule(pick=PICK, which=PICK, form=FORM, willing=WILLING, reason=st.sampled_from(["请补充", ""]))
    def send_back(self, pick: int, which: int, form: int, willing: bool, reason: str) -> None:
        key = self.a_report(which, willing, "submitted", "pending_approval")
        version = self.form(form, key)

        def allowed(person: Person) -> bool:
            read = version == self.model.reports[key].version
            return read and bool(reason) and self.model.may_return(person, key)

        person = self.who(pick, allowed, willing=willing)
        if self.tried(
            allowed(person),
            lambda: reviews.report_return(
                actor=self.user(person), report=self.row(key), reason=reason, expected_version=version
            ),
        ):
            self.moved(key, "returned")

    # Who has what.

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

    # What must hold.

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
@pytest.mark.django_db
def test_whoever_does_whatever_no_step_is_illegal_and_every_write_is_in_the_audit() -> None:
    played(20, 30, always_the_same=True)


@pytest.mark.soak
@pytest.mark.django_db
def test_two_thousand_rounds_by_whoever_comes_along() -> None:
    played(2000, 50, always_the_same=False)
