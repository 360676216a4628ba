"""Three rounds that are over, lived through day by day, and one that is open."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import cycle

from agencies.enums import Role
from agencies.models import Agency, User
from config.demo.clock import clock_put_back
from config.demo.courses import SHARED, told_in_round, told_now
from config.demo.people import shares_led
from config.demo.stories import Story, report_decided, report_told
from config.demo.words import MARK, TEXT, TRACKED_PLAN
from plans.models import Plan
from tasks.models import Assignment, ProgressReport, ReportingRound, Task
from tasks.services.chases import agencies_chase, chase_sign
from tasks.services.rounds import round_close, round_open

SHARES_TOLD_NOW = 12
"""Of the shares in tasks that one of these people's agencies leads so many are reported in the open round."""

REMINDED = ("知识产权局", "商务部")


@dataclass(frozen=True)
class Days:
    """A round's name, and when it opened, was due and was closed: in days before the day of the demo."""

    name: str
    opened: int
    due: int
    closed: int


PAST = (Days("第一填报期", 118, 104, 100), Days("第二填报期", 83, 69, 65), Days("第三填报期", 48, 34, 30))
OPEN = Days("第四填报期", 6, -8, -8)

TOLD_AFTER, REMINDED_BEFORE_DUE, LATE_BY = 5, 2, 2
"""Days: from the opening to most reports, the reminder to the due date, that to the late reports."""


def past_rounds_told(office: User, day: datetime.date) -> None:
    """What came of the rounds of `PAST`: reports in time and late, shares, a reminder acknowledged."""
    for number, days in enumerate(PAST):
        _past_round_told(office, day, number, days)


def _past_round_told(office: User, day: datetime.date, number: int, days: Days) -> None:
    led = told_in_round(number)
    tasks = [part.task for part, _story in led]
    asking = _opened(office, day, days, tasks)
    shared = [(part, SHARED[-1]) for part in list(shares_led())[SHARES_TOLD_NOW:] if part.task in tasks]
    in_time = [(part, story) for part, story in led if story.ends != "nothing" and not story.late]
    with clock_put_back(_ago(day, days.opened - TOLD_AFTER)):
        made = _told([*shared, *in_time])
    with clock_put_back(_ago(day, days.due + REMINDED_BEFORE_DUE)) as then:
        _reminded(office, asking, then, REMINDED[:1])
    with clock_put_back(_ago(day, days.due - LATE_BY)):
        made += _told((part, story) for part, story in led if story.late)
    with clock_put_back(_ago(day, days.closed)):
        for report, story in made:
            report_decided(office, report, story)
        round_close(actor=office, reporting_round=asking)


def open_round_told(office: User, day: datetime.date) -> None:
    """The round that is open on `day`, about all that is not completed: answered in part, and reminded."""
    asking = _opened(office, day, OPEN, None)
    with clock_put_back(_ago(day, 3)):
        made = _told([*zip(shares_led()[:SHARES_TOLD_NOW], cycle(SHARED), strict=False), *told_now()])
    with clock_put_back(_ago(day, 2)) as then:
        _reminded(office, asking, then, REMINDED)
    with clock_put_back(_ago(day, 1)):
        for report, story in made:
            report_decided(office, report, story)


def _ago(day: datetime.date, days: int) -> datetime.date:
    return day - datetime.timedelta(days=days)


def _opened(office: User, day: datetime.date, days: Days, tasks: Sequence[Task] | None) -> ReportingRound:
    with clock_put_back(_ago(day, days.opened)) as then:
        return round_open(
            actor=office,
            plan=Plan.objects.get(code=TRACKED_PLAN),
            name=f"{MARK}{days.name}",
            opens_on=then,
            due_on=_ago(day, days.due),
            day=then,
            tasks=tasks,
            is_demo=True,
        )


def _reminded(office: User, asking: ReportingRound, day: datetime.date, agencies: Sequence[str]) -> None:
    """The office reminds `agencies` by name, and the first acknowledges it."""
    chased = agencies_chase(
        actor=office,
        reporting_round=asking,
        day=day,
        agencies=[Agency.objects.get(name=name) for name in agencies],
        note=TEXT,
    )
    first = chased.chases[0]
    chase_sign(actor=User.objects.get(agency=first.agency, is_demo=True, role=Role.STAFF), chase=first)


def _told(stories: Iterable[tuple[Assignment, Story]]) -> list[tuple[ProgressReport, Story]]:
    return [(report_told(part, story), story) for part, story in stories]
