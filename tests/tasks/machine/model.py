"""What should happen in a round, said as simply as it can be: names and dictionaries, no database.

It knows nothing of the code that it judges. Where the two disagree, one of them is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tests.tasks.machine.facts import (
    APPROVER,
    BY_DUTY,
    LEAD,
    MOST_EVIDENCE,
    OFFICE,
    OPEN,
    PARTICIPATING,
    READER,
    STAFF,
    Person,
    Report,
    Round,
    Said,
    by_duty,
)


@dataclass
class Model:
    """The whole office, and how many entries its audit has."""

    people: Mapping[str, Person]
    collective: str
    two_person: frozenset[str]
    parts: dict[int, dict[str, str]]
    rounds: dict[int, Round] = field(default_factory=dict)
    reports: dict[int, Report] = field(default_factory=dict)
    confirmed: dict[int, dict[str, tuple[int, str, int | None, int]]] = field(default_factory=dict)
    held: dict[int, str] = field(default_factory=dict)
    decisions: int = 0
    entries: int = 0

    # Who is who.

    def writes_for(self, person: Person, agency: str) -> bool:
        """The agency's own people; for a collective the office."""
        if agency == self.collective:
            return person.role == OFFICE
        return person.agency == agency and person.role in {STAFF, APPROVER, OFFICE}

    def leads(self, person: Person, task: int) -> bool:
        """Whether the person writes for a lead of the task."""
        return bool(person.agency) and person.role != READER and self.parts[task].get(person.agency) == LEAD

    def has_lead(self, task: int) -> bool:
        """Whether anybody leads the task."""
        return LEAD in self.parts[task].values()

    # Several leads: one of them at a time.

    def several(self, task: int, agency: str) -> bool:
        """Whether the agency leads the task beside others."""
        roles = self.parts[task]
        return roles.get(agency) == LEAD and list(roles.values()).count(LEAD) > 1

    def waits(self, task: int, *, of: str | None = None, but: str | None = None) -> bool:
        """Whether a lead's report awaits the office: of this agency, or of any but that."""
        return any(
            (report.task, report.role, report.state) == (task, LEAD, "submitted")
            and self.parts[task].get(report.agency) == LEAD
            and report.agency != but
            and of in {None, report.agency}
            for report in self.reports.values()
        )

    def led_by_another(self, task: int, agency: str) -> bool:
        """Whether another lead has the task in hand or in front of the office."""
        return self.held.get(task, agency) != agency or self.waits(task, but=agency)

    def may_hold(self, task: int, agency: str) -> bool:
        """What a lead needs to write or hand in: the task in hand, or nobody in the way of taking it."""
        if not self.several(task, agency) or self.held.get(task) == agency:
            return True
        return task not in self.held and not self.waits(task, but=agency)

    def hold(self, task: int, agency: str) -> None:
        """A lead that writes takes the task, which is written down."""
        if self.several(task, agency) and self.held.get(task) != agency:
            self.held[task] = agency
            self.entries += 1

    def let_go(self, task: int, agency: str) -> None:
        """What the agency holds is free again, which is written down."""
        if self.held.get(task) == agency:
            del self.held[task]
            self.entries += 1

    def may_take(self, person: Person, task: int, agency: str, reason: str) -> bool:
        """One of several leads, from another with a reason, unless a report awaits the office."""
        if not self.writes_for(person, agency) or not self.several(task, agency):
            return False
        if self.held.get(task) == agency:
            return True
        return not self.waits(task, but=agency) and (task not in self.held or bool(reason))

    def may_release(self, person: Person, task: int) -> bool:
        """The holder or the office, unless the holder's report awaits the office."""
        holder = self.held.get(task)
        if holder is None or self.waits(task, of=holder):
            return False
        return person.role == OFFICE or self.writes_for(person, holder)

    # Rounds.

    def round_under_way(self) -> int | None:
        """The one that is not closed."""
        return next((key for key, one in self.rounds.items() if not one.closed), None)

    def asked_now(self, task: int) -> int | None:
        """The round under way, where it asks about the task."""
        key = self.round_under_way()
        return key if key is not None and task in self.rounds[key].tasks else None

    def may_open(self, person: Person, tasks: Iterable[int], due: int) -> bool:
        """One at a time, of tasks, until a day to come."""
        return person.role == OFFICE and self.round_under_way() is None and bool(tasks) and due >= 0

    def may_extend(self, person: Person, key: int, due: int, reason: str) -> bool:
        """To a later day, with a reason; a closed one only where no other is under way."""
        one = self.rounds[key]
        free = not one.closed or self.round_under_way() is None
        return person.role == OFFICE and due > one.due and bool(reason) and free

    def may_close(self, person: Person, key: int) -> bool:
        """Once."""
        return person.role == OFFICE and not self.rounds[key].closed

    # An agency's own steps.

    def under_way(self, task: int, agency: str) -> int | None:
        """The agency's report on the task that is still on its way."""
        return next(
            (
                key
                for key, report in self.reports.items()
                if (report.task, report.agency) == (task, agency) and report.state in OPEN
            ),
            None,
        )

    def may_begin(self, person: Person, task: int, agency: str, said: Said) -> bool:
        """Who writes for an agency with a part in the task that has no report under way there."""
        part = agency in self.parts[task]
        free = self.under_way(task, agency) is None
        free = free and self.may_hold(task, agency)
        return self.writes_for(person, agency) and part and free and said.agrees

    def may_save(self, person: Person, key: int, version: int, said: Said) -> bool:
        """The own draft, as it was read; an agency without a part in the task has nothing to say there."""
        report = self.reports[key]
        part = report.agency in self.parts[report.task]
        own = self.writes_for(person, report.agency) and part and self.may_hold(report.task, report.agency)
        return own and report.state == "draft" and report.version == version and said.agrees

    def may_submit(self, person: Person, key: int, version: int, *, outside: bool) -> bool:
        """The own draft, as it was read, complete, and not for a round that was closed meanwhile."""
        report = self.reports[key]
        said = report.said
        complete = bool(said.progress) and (said.status != "completed" or bool(said.outcome))
        if said.status == "completed" and not report.is_share:
            complete = complete and bool(report.evidence)
        if said.status in {"suspended", "dropped"} and not report.is_share:
            complete = complete and bool(said.document)
        in_time = outside or report.round is None or self.asked_now(report.task) is not None
        part = report.agency in self.parts[report.task]
        own = self.writes_for(person, report.agency) and report.state == "draft" and report.version == version
        return own and part and complete and in_time and self.may_hold(report.task, report.agency)

    def may_prove(self, person: Person, key: int, version: int) -> bool:
        """Evidence under the own draft, as it was read."""
        report = self.reports[key]
        own = report.state == "draft" and self.writes_for(person, report.agency)
        return own and report.version == version and len(report.evidence) < MOST_EVIDENCE

    def returned_before(self, task: int, agency: str) -> Report | None:
        """The agency's last report on the task, where that was returned."""
        own = [report for report in self.reports.values() if (report.task, report.agency) == (task, agency)]
        return own[-1] if own and own[-1].state == "returned" else None

    def may_withdraw(self, person: Person, key: int) -> bool:
        """What nobody has decided about."""
        report = self.reports[key]
        undecided = report.state in {"submitted", "pending_approval"}
        return undecided and self.writes_for(person, report.agency)

    def may_discard(self, person: Person, key: int) -> bool:
        """The own draft, unless the approver had passed it on."""
        report = self.reports[key]
        return report.state == "draft" and not report.approved and self.writes_for(person, report.agency)

    # Deciding.

    def is_second(self, person: Person, key: int) -> bool:
        """The second pair of eyes."""
        report = self.reports[key]
        eyes = person.role == APPROVER and person.agency == report.agency
        return report.state == "pending_approval" and eyes and person.name not in report.authors

    def may_approve(self, person: Person, key: int) -> bool:
        """The second pair of eyes, unless another lead has the task in hand."""
        report = self.reports[key]
        return self.is_second(person, key) and self.may_hold(report.task, report.agency)

    def may_confirm(self, person: Person, key: int) -> bool:
        """The office, never whoever submitted."""
        report = self.reports[key]
        ours = report.state == "submitted" and not report.is_share
        return ours and person.role == OFFICE and person.name not in report.authors

    def may_accept(self, person: Person, key: int) -> bool:
        """A lead; the office where there is none."""
        report = self.reports[key]
        if report.state != "submitted" or not report.is_share or person.name in report.authors:
            return False
        if person.role == OFFICE and not self.has_lead(report.task):
            return True
        return person.agency != report.agency and self.leads(person, report.task)

    def may_return(self, person: Person, key: int) -> bool:
        """Whoever could have let it pass; for an approver it does not matter who has the task in hand."""
        return any(may(person, key) for may in (self.is_second, self.may_confirm, self.may_accept))

    def may_reopen(self, person: Person, key: int) -> bool:
        """The office, where the report is what completes its agency's part."""
        report = self.reports[key]
        last = self.confirmed.get(report.task, {}).get(report.agency)
        stands = report.state == "confirmed" and last is not None and last[1] == "completed"
        newest = stands and last is not None and last[3] == key
        return newest and person.role == OFFICE and person.name not in report.authors

    def unfinished(self, key: int, status: str) -> bool:
        """Whether a lead's task would be completed before a participant's share is accepted as finished."""
        report = self.reports[key]
        if status != "completed" or report.role != LEAD:
            return False
        participants = [name for name, role in self.parts[report.task].items() if role == PARTICIPATING]
        return any(
            self.last_accepted(report.task, name) not in {"completed", "dropped"} for name in participants
        )

    def last_accepted(self, task: int, agency: str) -> str | None:
        """What the last accepted share of the agency says."""
        accepted = [
            report.said.status
            for report in self.reports.values()
            if (report.task, report.agency, report.state) == (task, agency, "accepted")
        ]
        return accepted[-1] if accepted else None

    # What follows.

    def settle(self, key: int, status: str, percent: int | None) -> None:
        """The office's value for the agency's part."""
        report = self.reports[key]
        self.decisions += 1
        self.confirmed.setdefault(report.task, {})[report.agency] = (self.decisions, status, percent, key)

    def status_of(self, task: int) -> tuple[str, int | None]:
        """Status and percent of the task as the office knows them."""
        parts, known = self.parts[task], self.confirmed.get(task, {})
        leading = [known[name] for name, role in parts.items() if role == LEAD and name in known]
        if self.has_lead(task):
            return max(leading)[1:3] if leading else ("no_report", None)
        shares = [known.get(name) for name, role in parts.items() if role == BY_DUTY]
        return by_duty([share[1:3] if share else None for share in shares])
