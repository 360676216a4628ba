"""How far each task gets from round to round; nothing of it is a fact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import cycle, islice

from config.demo.people import demo_parts
from config.demo.stories import Story
from tasks.enums import AssignmentRole, Status
from tasks.models import Assignment

NOT_STARTED, COMPLETED, ONGOING = Status.NOT_STARTED, Status.COMPLETED, Status.ONGOING
SUSPENDED = Status.SUSPENDED


def _at(percent: int, ends: str = "settled", *, confirmed: int | None = None, late: bool = False) -> Story:
    return Story(Status.IN_PROGRESS, percent, ends, confirmed=confirmed, late=late)


SILENT = Story(NOT_STARTED, 0, "nothing")
"""Asked, and nothing comes."""


@dataclass(frozen=True)
class Course:
    """What a lead says in each round that is closed, None where it is not asked, and in the open one."""

    past: tuple[Story | None, Story | None, Story | None]
    now: Story | None


COURSES = (
    Course((None, _at(30), None), _at(60)),
    Course((_at(40), None, _at(70, late=True)), Story(COMPLETED, 100, "settled")),
    Course((None, None, _at(30)), _at(40, "submitted")),
    Course((None, Story(ONGOING, None, "settled"), None), Story(ONGOING, None, "settled")),
    Course((_at(20), None, SILENT), _at(30, "returned")),
    Course((None, None, _at(60, confirmed=55)), _at(80, confirmed=70)),
    Course((None, Story(NOT_STARTED, 0, "settled"), None), Story(NOT_STARTED, 0, "settled")),
    Course((_at(15), _at(35, late=True), None), _at(50, "draft")),
    Course((None, None, _at(85)), Story(COMPLETED, 100, "submitted")),
    Course((None, _at(20, late=True), None), Story(SUSPENDED, None, "settled")),
    Course((_at(60), None, Story(COMPLETED, 100, "settled")), None),
    Course((None, _at(70), None), Story(COMPLETED, 100, "settled", reopened=60)),
    Course((_at(75, late=True), Story(COMPLETED, 100, "settled"), None), None),
)
SHARED = (
    Story(COMPLETED, 100, "settled"),
    Story(Status.IN_PROGRESS, 45, "submitted"),
    Story(Status.IN_PROGRESS, 70, "settled"),
)


ASKED_BEFORE = 2 * len(COURSES)
"""Of so many tasks the closed rounds ask, the first of the plan."""


def courses_led() -> Iterator[tuple[Assignment, Course]]:
    """The parts that lead in the tracked plan, each with its course."""
    return zip(demo_parts().filter(role=AssignmentRole.LEAD), cycle(COURSES), strict=False)


def told_in_round(number: int) -> list[tuple[Assignment, Story]]:
    """What is said in the closed round of that number, from 0."""
    asked = islice(courses_led(), ASKED_BEFORE)
    return [(part, story) for part, course in asked if (story := course.past[number])]


def told_now() -> Iterator[tuple[Assignment, Story]]:
    """What has been said in the open round by two of three; the others still owe it."""
    stories = ((part, course.now) for part, course in courses_led())
    return ((part, story) for part, story in _two_of_three(stories) if story)


def _two_of_three(
    stories: Iterable[tuple[Assignment, Story | None]],
) -> Iterator[tuple[Assignment, Story | None]]:
    return (pair for number, pair in enumerate(stories) if number % 3 != 1)
