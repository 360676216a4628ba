"""Every pattern of the pages, each with addresses at which it shows whatever it can, in every state."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Any

from django.urls import reverse

from agencies.models import Agency
from plans.models import Plan, SourceDocument
from tasks.models import Assignment, Evidence, ProgressReport, ReportingRound, RoundTask, Task
from tests.access.routes import Route, routes
from tests.access.table import rows

Arguments = dict[str, Any]

NOT_PAGES = ("api:", "admin:", "/")
"""What scripts ask, Django's own administration, and patterns without a name."""

AT_THE_DOOR = {"healthz", "readyz"}
"""What machines ask."""

OF_LETTERS = "account/password/reset/<uidb64>/<token>"


def page_routes() -> list[Route]:
    """The patterns of pages, of which some only take what a form sends."""
    return [
        route for route in routes() if not route.key.startswith(NOT_PAGES) and route.key not in AT_THE_DOOR
    ]


def shown_routes() -> list[Route]:
    """Those of them that show something."""
    asked = {row.route for row in rows() if row.method == "GET"}
    return [route for route in page_routes() if route.key in asked]


def addresses(route: Route, reset: Arguments | None = None) -> list[str]:
    """Where that stands which it shows: of what is in one state the first.

    `reset` names a letter by which somebody sets a new password, if there is one.
    """
    shown = re.search(r".*<[^>]+>", route.pattern)
    if shown and shown[0] == OF_LETTERS:
        arguments = iter([reset] if reset else [])
    else:
        arguments = SHOWN[shown[0] if shown else ""](route)
    return [reverse(route.name, kwargs=one) for one in arguments]


States = tuple[Hashable, ...]
"""What a page says of a thing, in each respect."""


def one_of_each(argument: str, things: Iterable[Any], states: Callable[[Any], States]) -> Iterator[Arguments]:
    """What an address calls the first of `things` with some state; those with nothing new are left out."""
    known: set[tuple[int, Hashable]] = set()
    for thing in things:
        new = set(enumerate(states(thing)))
        if not new <= known:
            known |= new
            yield {argument: getattr(thing, argument)}


BESIDE = (
    *("assignments", "progress_reports", "extension_requests", "wording_changes", "milestones"),
    *("consolidations", "synopses", "origins", "reporting_rounds", "links_back", "links_on"),
)
"""What stands beside a task."""


def whole_state(task: Task) -> States:
    """All that a page about a task says otherwise of one than of another."""
    standing = task.standing
    return (
        *((standing.mode, standing.status), (standing.kept_light, standing.hand_colour)),
        *(standing.due_on is None, task.marked_by_duty, task.open_ended),
        frozenset((part.role, part.basis, part.in_force_until is None) for part in task.assignments.all()),
        frozenset((report.role, report.state, report.agency_id) for report in task.progress_reports.all()),
        frozenset(request.state for request in task.extension_requests.all()),
        *(len(getattr(task, name).all()) for name in BESIDE),
    )


STATES: dict[str, Callable[[Task], Hashable]] = {
    "tasks:thread": lambda task: frozenset(
        link.decision for link in [*task.links_back.all(), *task.links_on.all()]
    ),
    "tasks:task_light": lambda task: (task.standing.hand_colour, task.standing.kept_light),
    "tasks:consolidation_detail": lambda task: (
        task.standing.mode,
        frozenset((held.agency_id, held.released_at is None) for held in task.consolidations.all()),
        frozenset(report.state for report in task.progress_reports.all()),
    ),
    "tasks:shares": lambda task: (
        task.standing.mode,
        frozenset(report.state for report in task.progress_reports.all() if report.role == "by_duty"),
        len(task.synopses.all()),
    ),
    "tasks:task_dates": lambda task: (
        task.standing.due_on,
        frozenset(request.state for request in task.extension_requests.all()),
        *(len(task.milestones.all()), len(task.wording_changes.all())),
    ),
}
"""What a page that shows one side of a task says of it, taken as one; the others show all of it."""


def of_tasks(route: Route) -> Iterator[Arguments]:
    tasks = Task.objects.select_related("plan", "standing").prefetch_related(*BESIDE).order_by("pk")
    side = STATES.get(route.name)
    return one_of_each("reference", tasks, (lambda task: (side(task),)) if side else whole_state)


def of_assignments(_route: Route) -> Iterator[Arguments]:
    parts = Assignment.objects.select_related("agency", "task__standing").order_by("pk")
    return one_of_each(
        "pk",
        parts,
        lambda part: (
            (part.role, part.basis, part.in_force_until is None),
            *(part.agency.kind, part.agency.ends_on, part.task.standing.mode, part.received_from_id is None),
        ),
    )


def of_reports(_route: Route) -> Iterator[Arguments]:
    reports = ProgressReport.objects.select_related("task__standing").order_by("pk")
    return one_of_each(
        "pk",
        reports,
        lambda report: (
            (report.agency_id, report.role, report.state),
            *(report.status, report.no_change, report.task.standing.mode),
            *(report.revises_id is None, report.evidence.count()),
            frozenset(opinion.stance for opinion in report.opinions.all()),
        ),
    )


def of_rows_of_rounds(_route: Route) -> Iterator[Arguments]:
    for round_ in ReportingRound.objects.order_by("pk"):
        asked = RoundTask.objects.filter(round=round_).select_related("task__plan").order_by("pk")
        for one in asked[:7]:
            yield {"pk": round_.pk, "reference": one.task.reference}


def all_of(argument: str, things: Any) -> Callable[[Route], Iterator[Arguments]]:
    """Of what there is little: everything."""
    return lambda _route: ({argument: getattr(one, argument)} for one in things.order_by("pk"))


SHOWN: dict[str, Callable[[Route], Iterator[Arguments]]] = {
    "": lambda _route: iter([{}]),
    "tasks/<str:reference>": of_tasks,
    "plans/<slug:code>": all_of("code", Plan.objects),
    "documents/<file_name:file_name>": all_of("file_name", SourceDocument.objects),
    "agencies/<int:pk>": all_of("pk", Agency.objects),
    "rounds/<int:pk>": all_of("pk", ReportingRound.objects),
    "rounds/<int:pk>/fill/<str:reference>": of_rows_of_rounds,
    "reports/<int:pk>": of_reports,
    "evidence/<int:pk>": all_of("pk", Evidence.objects),
    "assignments/<int:pk>": of_assignments,
}
"""By the part of a pattern that names something: what there is of it, once a state."""
