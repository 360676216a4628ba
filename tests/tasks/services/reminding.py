"""What tests of reminders have in common: a round, its days, and what somebody was told."""

from __future__ import annotations

import datetime

from agencies.enums import Role
from agencies.models import Agency, User
from plans.models import Plan
from tasks.models import (
    Notice,
    ReportingRound,
)
from tests.factories import (
    make_plan,
    make_round,
    make_task,
)

DUE = datetime.date(2020, 6, 15)  # a Monday
OPENED = datetime.date(2020, 4, 1)
WEEK_BEFORE = datetime.date(2020, 6, 8)
WEEK_AFTER = datetime.date(2020, 6, 22)
MONTH_AFTER = datetime.date(2020, 7, 15)
HEAD, STAFF, APPROVER = Role.OFFICE, Role.STAFF, Role.APPROVER


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def tracked() -> Plan:
    return make_plan("2020", tracked_from=datetime.date(2020, 1, 1))


def asked(agency: Agency, tasks: int = 1, *, plan: Plan | None = None) -> ReportingRound:
    """A round due on `DUE` that asks the agency about so many tasks which it leads."""
    plan = plan or tracked()
    return make_round(plan, [make_task(plan, lead=agency) for _ in range(tasks)], opens_on=OPENED, due_on=DUE)


def told(person: User, on: datetime.date | None = None) -> list[Notice]:
    """What stands in the digests of this person, or in that of one day."""
    items = Notice.objects.filter(recipient=person).exclude(digest=None).order_by("pk")
    return list(items.filter(digest__due_on=on) if on else items)


def keys_of(person: User) -> list[str]:
    return [notice.key.rpartition(":")[2] for notice in told(person)]
