"""Who takes part in the load test, and what is found of what they handed in; runs in a worker."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.test import Client

from agencies.enums import Role
from agencies.models import ApiToken, User
from tasks.enums import AssignmentRole, ReportState, Status
from tasks.models import Assignment, ProgressReport


@dataclass
class Person:
    """Somebody signed in: the key of the session, and references of tasks to report on."""

    session: str
    tasks: list[str] = field(default_factory=list)


def people(count: int) -> list[Person]:
    """Staff of as many agencies as there are, each with tasks of their own that nobody reports on now."""
    staff = list(User.objects.filter(role=Role.STAFF).order_by("username")[:count])
    tasks = _reportable({user.agency_id for user in staff if user.agency_id})
    seats: dict[int, int] = defaultdict(int)
    found = []
    for user in staff:
        agency = user.agency_id or 0
        seat = seats[agency]
        seats[agency] += 1
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[1])
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        found.append(Person(session, tasks[agency][seat::2]))
    return found


def _reportable(agencies: Iterable[int]) -> dict[int, list[str]]:
    """By agency the tasks that it leads alone and has no open or closing report on."""
    led = Assignment.objects.current().filter(
        role=AssignmentRole.LEAD, position=1, agency__in=list(agencies), task__standing__lead_count=1
    )
    closed = ProgressReport.objects.filter(status=Status.COMPLETED).values("task")
    under_way = ProgressReport.objects.open().values("task")
    tasks: dict[int, list[str]] = defaultdict(list)
    for part in led.exclude(task__in=closed).exclude(task__in=under_way).select_related("task__plan"):
        tasks[part.agency_id].append(part.task.reference)
    return tasks


def script_keys(count: int) -> list[str]:
    """Tokens of scripts."""
    readers = User.objects.filter(role=Role.VIEWER)
    return [ApiToken.objects.create(user=readers[0], name=f"load {number}")[1] for number in range(count)]


def lost(texts: Sequence[str]) -> list[str]:
    """Of the texts of reports that the site said it has, those that the database has not, handed in."""
    kept = ProgressReport.objects.filter(state=ReportState.SUBMITTED, progress__in=texts)
    return sorted(set(texts) - set(kept.values_list("progress", flat=True)))
