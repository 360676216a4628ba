"""Approvers, leads and the office decide."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tasks.services import reviews
from tasks.services.reopening import report_reopen
from tests.tasks.machine.facts import Person, Said
from tests.tasks.machine.strategies import FORM, PICK, SAID, WILLING, value_of
from tests.tasks.machine.trying import Trying


class Deciding(Trying):
    """Approvers, leads and the office decide."""

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
            report.round = self.model.asked_now(report.task)

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
