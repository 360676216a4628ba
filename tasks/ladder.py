"""The ladder of reminders: who hears of a deadline at which stage. Picks people, writes nothing."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from agencies.enums import AgencyKind, Role
from agencies.models import Agency, User
from tasks.enums import NoticeKind
from tasks.notifications import Message
from tasks.reminder_stages import APPROVERS_FROM, OFFICE_FROM, stage_reached, unknown_years
from tasks.summaries.deadlines import Deadline, deadlines, due_dates


@dataclass(frozen=True)
class Steps:
    """The people of the ladder: an agency's staff and approvers by agency, and the office's list."""

    staff: Mapping[int, Sequence[User]]
    approvers: Mapping[int, Sequence[User]]
    office: Sequence[User]

    def first(self, agency: Agency) -> Sequence[User]:
        """Who writes the reports: staff, else approvers; the office for a collective. Empty: nobody."""
        if agency.kind == AgencyKind.COLLECTIVE:
            return self.office
        return self.staff.get(agency.pk) or self.approvers.get(agency.pk, ())

    def everyone(self, agency: Agency) -> Sequence[User]:
        """Who writes the reports and who approves them. Empty: nobody can be told."""
        first = self.first(agency)
        approvers = self.approvers.get(agency.pk, ())
        return [*first, *(person for person in approvers if person not in first)]


def steps_of(agencies: Iterable[Agency]) -> Steps:
    """Everybody active who is told about these agencies."""
    people = User.objects.filter(is_active=True)
    staff: dict[int, list[User]] = defaultdict(list)
    approvers: dict[int, list[User]] = defaultdict(list)
    writers = people.filter(agency__in={agency.pk for agency in agencies}).exclude(role=Role.VIEWER)
    for person in writers.order_by("pk"):
        held = approvers if person.role == Role.APPROVER else staff
        held[person.agency_id or 0].append(person)
    return Steps(staff, approvers, list(people.filter(role=Role.OFFICE).order_by("pk")))


def reminders_on(day: datetime.date) -> list[Message]:
    """All reminders due by `day`, whether sent already or not: one per person and deadline.

    An agency's staff are reminded at every stage, its approvers from 7 days after the date, the office from
    30 days after. Where an agency has nobody who can be told, the office is told instead, so that no deadline
    goes unnoticed.
    """

    def wanted(due_on: datetime.date, known_on: datetime.date) -> bool:
        return stage_reached(due_on, known_on=known_on, day=day) is not None

    found = deadlines(day, wanted)
    steps = steps_of(deadline.agency for deadline in found)
    told: dict[tuple[int, str], Message] = {}
    for deadline in found:
        for message in _about(deadline, steps, day):
            told.setdefault((message.recipient.pk, message.key), message)
    return [*told.values(), *_about_calendar(steps.office, day)]


def _about(deadline: Deadline, steps: Steps, day: datetime.date) -> Iterable[Message]:
    stage = stage_reached(deadline.due_on, known_on=deadline.known_on, day=day)
    if stage is None:
        return
    first = steps.first(deadline.agency)
    kind = NoticeKind.OVERDUE if stage > 0 else NoticeKind.DUE_AHEAD
    yield from (_message(person, kind, deadline, stage) for person in first)
    above: list[User] = []
    if stage >= APPROVERS_FROM:
        above += steps.approvers.get(deadline.agency.pk, ())
    if stage >= OFFICE_FROM or not first:
        above += steps.office
    yield from (_message(person, NoticeKind.ESCALATED, deadline, stage) for person in above)


def _message(person: User, kind: NoticeKind, deadline: Deadline, stage: int) -> Message:
    return Message(
        person,
        kind,
        key=f"due:{deadline.key}:{stage:+d}",
        round=deadline.round,
        task=deadline.task,
        agency=deadline.agency,
        due_on=deadline.due_on,
        text=deadline.milestone.name if deadline.milestone else "、".join(deadline.tasks),
    )


def _about_calendar(office: Iterable[User], day: datetime.date) -> list[Message]:
    return [
        Message(person, NoticeKind.CALENDAR_UNKNOWN, key=f"calendar:{year}", text=str(year))
        for year in unknown_years(due_dates(day), day)
        for person in office
    ]
