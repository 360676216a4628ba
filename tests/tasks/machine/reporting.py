"""An agency's own steps: begin, save, prove, hand in, take back, throw away."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tasks.services import evidence, no_change, reports
from tests.tasks.machine.facts import OPEN, PARTICIPATING, SETTLED, Person, Report, Said
from tests.tasks.machine.strategies import FORM, PICK, SAID, WILLING, content, said_again
from tests.tasks.machine.trying import Trying


class Reporting(Trying):
    """An agency's own steps: begin, save, prove, hand in, take back, throw away."""

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
    @rule(which=PICK)
    def open_form(self, which: int) -> None:
        """Somebody reads a report; what they do with it comes later, when it may have moved on."""
        key = self.a_report(which, True, *OPEN)
        self.open_forms.append((key, self.model.reports[key].version))

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
            saved = self.moved(key, "draft")
            # None of these texts is that of 本期无新进展.
            saved.said, saved.no_change = said, False

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
            self.open_forms = [form for form in self.open_forms if form[0] != key]
