"""The requests that are measured, by name."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.test import Client

from agencies.api.cursors import Cursor, sealed
from agencies.models import ApiToken, User
from benchmarks.callers import KNOWN_CALLER
from benchmarks.client import Answer, Question
from benchmarks.generated.frame import OFFICE, READER
from benchmarks.generated.stories import PLANS
from benchmarks.wsgi import application
from benchmarks.yardsticks import limit
from benchmarks.yardsticks.standing import BARE_TOTALS, LIVE_JOIN
from tasks.filters.orderings import TASK_ORDERINGS
from tasks.models import Task

PLAN, STATUS = "G10", "in_progress"
TASKS = "/api/v1/tasks/"
LIST = urlencode({"plan": PLAN, "status": STATUS})
HABIT_LIST = urlencode({"plan__code": PLAN, "benchmark_state__status": STATUS})

Subject = Callable[[], object]


@cache
def token_of(person: int) -> tuple[User, ApiToken, str]:
    """A person, a new token of theirs and its key."""
    user = User.objects.select_related("agency").get(pk=person)
    token, key = ApiToken.objects.create(user=user, name="benchmark")
    return user, token, key


def key_of(person: int) -> str:
    """The key of that token."""
    return token_of(person)[2]


def with_token(path: str, query: str = "", person: int = READER, **options: Any) -> Question:
    """A request of a script, which sends its token."""
    extra = {"HTTP_AUTHORIZATION": f"Token {token_of(person)[2]}", **options.pop("extra", {})}
    return Question(application, path, query, extra=extra, **options)


def known(path: str, query: str = "") -> Question:
    """The same without the work of finding out who asks."""
    user, token, _key = token_of(READER)
    return Question(application, path, query, extra={KNOWN_CALLER: (user, token)})


@cache
def _session_of(person: int) -> str:
    client = Client()
    client.force_login(User.objects.get(pk=person), backend=settings.AUTHENTICATION_BACKENDS[1])
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def page(path: str, query: str = "", person: int = OFFICE) -> Question:
    """What a browser asks for, of somebody signed in."""
    cookie = f"{settings.SESSION_COOKIE_NAME}={_session_of(person)}; django_language=zh-hans"
    return Question(application, path, query, extra={"HTTP_COOKIE": cookie})


def last_page_query() -> str:
    """The address of the last fifty tasks of all."""
    order = TASK_ORDERINGS.chosen([])
    *_rest, before = order.sorted(Task.objects.all(), backwards=True)[:51]
    return urlencode({"cursor": sealed(Cursor(order.position(before)), f"{TASKS} by {order.name}")})


def fetching(sql: str) -> Subject:
    """A bare query, with all its rows."""

    def fetch() -> object:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    return fetch


def unchanged() -> Question:
    """The list asked for again by somebody who has it; without an ETag it is simply asked for again."""
    tag = with_token(TASKS, LIST)().headers.get("ETag")
    if tag is None:
        return with_token(TASKS, LIST)
    return with_token(TASKS, LIST, extra={"HTTP_IF_NONE_MATCH": tag}, status=304)


def one_task() -> Question:
    """A task in the middle of a plan."""
    number = Task.objects.count() // PLANS // 2
    return with_token(f"{TASKS}{PLAN}-{number}/")


def lists() -> dict[str, Subject]:
    """The list by plan and status: Duban's, the limit's, the habit's."""
    subjects: dict[str, Subject] = {
        "list, known caller": known(TASKS, LIST),
        "list, token": with_token(TASKS, LIST),
        "list, not changed": unchanged(),
        "habit, known caller": known("/habit/tasks/", HABIT_LIST),
        "habit, token": with_token("/habit/tasks/", HABIT_LIST),
    }
    if connection.vendor == "postgresql":
        subjects["limit"] = Question(limit.application, "/", LIST)
    return subjects


def growing() -> dict[str, Subject]:
    """What should cost the same however many tasks there are, and what one of it is compared with."""
    return {
        "first page": with_token(TASKS),
        "last page": with_token(TASKS, last_page_query()),
        "one task": one_task(),
        "one agency": page("/agencies/7/", f"plan={PLAN}"),
        "progress by agency": with_token("/api/v1/agency-progress/", "page_size=200"),
        "totals, bare read": fetching(BARE_TOTALS),
    }


def others() -> dict[str, Subject]:
    """Pages beside their twins of the API, lights, search."""
    return {
        "lights of a plan": with_token(f"/api/v1/plans/{PLAN}/totals/"),
        "progress of a plan": with_token("/api/v1/agency-progress/", f"plan={PLAN}&page_size=200"),
        "overview, HTML": page("/", f"plan={PLAN}"),
        "task table, HTML": page("/tasks/", LIST),
        "task table, API": with_token(TASKS, LIST),
        "search of a word": with_token(TASKS, urlencode({"q": "海关"})),
        "search of a common word": with_token(TASKS, urlencode({"q": "生成数据"})),
        "tasks of an agency": with_token(TASKS, urlencode({"agency": 7, "role": "lead"})),
        "tasks of an agency by status": with_token(TASKS, urlencode({"agency": 7, "status": "completed"})),
        "tasks by due date": with_token(TASKS, urlencode({"ordering": "due_on"})),
        "tasks in red": with_token(TASKS, urlencode({"light": "red"})),
        "tasks in red, counted": with_token(TASKS, urlencode({"light": "red", "count": 1})),
    }


def live_join() -> dict[str, Subject]:
    """Progress by agency from the facts, all at once."""
    # With every process that PostgreSQL would take: Duban, which has other requests to answer, takes one.
    parallel = "SET max_parallel_workers_per_gather = 2; " if connection.vendor == "postgresql" else ""
    return {"totals, live join": fetching(parallel + LIVE_JOIN)}


GROUPS: dict[str, Callable[[], dict[str, Subject]]] = {
    "lists": lists,
    "growing": growing,
    "others": others,
    "live join": live_join,
}


def answered(subject: Subject) -> Answer | None:
    """What a request is answered, None for a bare query."""
    found = subject()
    return found if isinstance(found, Answer) else None
