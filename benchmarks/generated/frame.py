"""What there is before there are tasks: agencies, people, documents, plans, rounds."""

from __future__ import annotations

import datetime

from django.utils import timezone

from agencies.enums import AgencyKind, Role
from agencies.models import Agency, User
from benchmarks.generated import stories
from benchmarks.generated.words import MARK
from plans.models import Plan, Section, SourceDocument, TrackingChange
from tasks.enums import RoundStep
from tasks.models import ReportingRound, RoundDecision

OFFICE, READER, FIRST_STAFF = 1, 2, 3
"""Keys of people: a coordinator, a reader, then those of each agency."""


def staff_of(agency: int, number: int = 0) -> int:
    """The key of somebody who reports for an agency (0 to 199)."""
    return FIRST_STAFF + agency * stories.STAFF_AN_AGENCY + number


def round_of(plan: int, number: int) -> int:
    """The key of a round (0 to 2) of a plan (0 to 49)."""
    return plan * stories.ROUNDS + number + 1


def section_of(plan: int, number: int) -> int:
    """The key of a section (0 to 9) of a plan (0 to 49)."""
    return plan * stories.SECTIONS + number + 1


def at_noon(day: datetime.date, days_ago: int) -> datetime.datetime:
    """Noon of the day so many days before `day`."""
    noon = datetime.datetime.combine(day - datetime.timedelta(days=days_ago), datetime.time(12))
    return timezone.make_aware(noon)


def make_frame(day: datetime.date) -> None:
    """Keep all of it, with keys from 1 in order. Nobody made here has a password."""
    Agency.objects.bulk_create(
        Agency(pk=number + 1, name=f"生成机构{number + 1:03d}", kind=AgencyKind.GOVERNMENT, source=MARK)
        for number in range(stories.AGENCIES)
    )
    people = [
        User(pk=OFFICE, username="generated-office", display_name="生成统筹员", role=Role.OFFICE),
        User(pk=READER, username="generated-reader", display_name="生成读者", role=Role.VIEWER),
    ]
    people += [
        User(
            pk=staff_of(agency, number),
            username=f"generated-{agency + 1}-{number + 1}",
            display_name=f"生成填报人{agency + 1:03d}-{number + 1}",
            role=Role.STAFF,
            agency_id=agency + 1,
        )
        for agency in range(stories.AGENCIES)
        for number in range(stories.STAFF_AN_AGENCY)
    ]
    for person in people:
        person.set_unusable_password()
    User.objects.bulk_create(people)
    for plan in range(stories.PLANS):
        _make_plan(plan, day)


def _make_plan(plan: int, day: datetime.date) -> None:
    key, code = plan + 1, f"G{plan + 1:02d}"
    SourceDocument.objects.create(
        pk=key, file_name=f"{code}.txt", sha256=f"{key:064x}", title=f"{MARK}第{key}号文件", text=MARK
    )
    Plan.objects.create(
        pk=key,
        code=code,
        document_id=key,
        year=day.year - plan // 5,
        short_title=f"生成计划{key:02d}",
        first_listed_leads=True,
        marked_by_duty_means="by_duty",
    )
    Section.objects.bulk_create(
        Section(
            pk=section_of(plan, number),
            document_id=key,
            path=str(number + 1),
            position=number + 1,
            label=f"（{number + 1}）",
            title=f"{MARK}第{number + 1}部分",
            start=0,
            end=len(MARK),
        )
        for number in range(stories.SECTIONS)
    )
    TrackingChange.objects.create(
        plan_id=key,
        tracked_from=day - datetime.timedelta(days=300),
        decided_at=at_noon(day, 301),
        decided_by_id=OFFICE,
    )
    for number in range(stories.ROUNDS):
        _make_round(plan, number, day)


def _make_round(plan: int, number: int, day: datetime.date) -> None:
    key, opened = round_of(plan, number), stories.ROUND_OPENED[number]
    due_on = day - datetime.timedelta(days=stories.ROUND_DUE[number])
    ReportingRound.objects.create(
        pk=key,
        plan_id=plan + 1,
        name=f"生成填报期{number + 1}",
        opens_on=day - datetime.timedelta(days=opened),
        opened_at=at_noon(day, opened),
        opened_by_id=OFFICE,
    )
    steps = [(RoundStep.OPEN, opened)]
    if number + 1 < stories.ROUNDS:
        steps.append((RoundStep.CLOSE, stories.ROUND_DUE[number] - 5))
    for step, days in steps:
        RoundDecision.objects.create(
            round_id=key, step=step, due_on=due_on, decided_at=at_noon(day, days), decided_by_id=OFFICE
        )
