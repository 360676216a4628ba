"""Agencies, who came after them, and people."""

from __future__ import annotations

import datetime
from itertools import count

from django.utils import timezone

from agencies.enums import AgencyKind, Role
from agencies.models import Agency, AgencySuccession, User
from plans.clock import today

PASSWORD = "correct horse battery"

numbers = count(1)


def in_days(days: int) -> datetime.date:
    """The day that is so many days from today, or with a number below zero was."""
    return today() + datetime.timedelta(days=days)


def moment(day: datetime.date, hour: int = 9) -> datetime.datetime:
    """`hour` o'clock on `day`, in the project's time zone."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour)))


def make_agency(
    name: str = "",
    *,
    kind: AgencyKind = AgencyKind.GOVERNMENT,
    begins_on: datetime.date | None = None,
    ends_on: datetime.date | None = None,
) -> Agency:
    """The agency of that name; the same name twice is the same agency."""
    agency, _ = Agency.objects.get_or_create(
        name=name or f"第{next(numbers)}部",
        defaults={"kind": kind, "begins_on": begins_on, "ends_on": ends_on},
    )
    return agency


def make_succession(
    predecessor: Agency,
    successor: Agency,
    effective_on: datetime.date = datetime.date(2018, 3, 21),
    *,
    is_default: bool = True,
    function: str = "",
) -> AgencySuccession:
    """`successor` carries on what `predecessor` did, wholly unless a function is named."""
    return AgencySuccession.objects.create(
        predecessor=predecessor,
        successor=successor,
        effective_on=effective_on,
        is_default=is_default,
        function=function,
        source="test",
    )


def make_user(
    role: Role = Role.STAFF,
    agency: Agency | None = None,
    *,
    username: str = "",
    display_name: str = "",
    email: str = "",
    is_superuser: bool = False,
) -> User:
    """A person whose password is `PASSWORD`; staff and approvers without an agency are given one."""
    if agency is None and role in {Role.STAFF, Role.APPROVER}:
        agency = make_agency()
    number = next(numbers)
    return User.objects.create_user(
        username or f"user{number}",
        email or f"user{number}@example.org",
        PASSWORD,
        role=role,
        agency=agency,
        display_name=display_name,
        is_staff=is_superuser,
        is_superuser=is_superuser,
    )
