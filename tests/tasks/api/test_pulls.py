"""Incremental pulls: everything that was written since the last one, and nothing that was not."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable

import pytest
from django.db import connection

from agencies.audit import record
from agencies.changes import safe_moment
from agencies.enums import Role
from agencies.models import Agency, User
from plans.clock import today
from plans.models import Plan
from tasks.enums import AssignmentRole, NoticeKind, ReportState
from tasks.models import (
    Assignment,
    Chase,
    ExtensionRequest,
    Notice,
    ProgressReport,
    ReportingRound,
    Task,
    WordingChange,
)
from tasks.services.standings import standings_refresh_stale
from tests.api_client import ApiClient
from tests.factories import (
    claim,
    confirm,
    extend_round,
    make_agency,
    make_assignment,
    make_chase,
    make_light_by_hand,
    make_milestone,
    make_plan,
    make_report,
    make_request,
    make_round,
    make_task,
    make_transfer,
    make_user,
    moment,
    open_tracking,
    reopen,
    set_due_date,
)
from tests.factories.evidence import make_link

pytestmark = pytest.mark.django_db

DAY, LATER = datetime.date(2020, 7, 1), datetime.date(2020, 8, 1)


@pytest.fixture
def office() -> User:
    return make_user(Role.OFFICE)


@pytest.fixture
def api(office: User) -> ApiClient:
    return ApiClient(office)


@pytest.fixture
def agency() -> Agency:
    return make_agency("知识产权局")


@pytest.fixture
def task(agency: Agency) -> Task:
    """One of two."""
    plan = make_plan("2020", tracked_from=DAY)
    make_task(plan, 1, lead=agency)
    task = make_task(plan, 2, lead=agency, due_on=DAY)
    standings_refresh_stale(day=today())
    return task


def now() -> str:
    """After all that was written, which SQLite tells apart by milliseconds."""
    time.sleep(0.003)
    return safe_moment().isoformat().replace("+00:00", "Z")


def updated(api: ApiClient, path: str, since: str, key: str = "id") -> list[object]:
    return [row[key] for row in api.get(f"{path}/?updated_since={since}").json()["results"]]


def adjust(task: Task) -> None:
    WordingChange.objects.create(
        task=task,
        text="新",
        document_number="〔2020〕1号",
        decided_at=moment(DAY),
        decided_by=make_user(Role.OFFICE),
    )


def correct(task: Task) -> None:
    Task.objects.filter(pk=task.pk).update(text="更正")


def take_away(task: Task) -> None:
    task.assignments.update(in_force_until=moment(DAY))


WRITTEN: dict[str, Callable[[Task], object]] = {
    "its text": correct,
    "an adjusted wording": adjust,
    "an agency": lambda task: make_assignment(task, make_agency(), AssignmentRole.PARTICIPATING),
    "an agency less": take_away,
    "a report handed in": lambda task: make_report(task, Agency.objects.get(name="知识产权局")),
    "a due date": lambda task: set_due_date(task, LATER),
    "a milestone": lambda task: make_milestone(task),
    "a round": lambda task: make_round(task.plan, [task]),
    "a light by hand": lambda task: make_light_by_hand(task, "red", LATER, DAY),
    "a transfer": lambda task: make_transfer(task, Agency.objects.get(name="知识产权局"), make_agency()),
}


@pytest.mark.parametrize("change", WRITTEN.values(), ids=WRITTEN)
def test_a_task_is_updated_by_whatever_its_row_shows(
    api: ApiClient, task: Task, change: Callable[[Task], object]
) -> None:
    since = now()
    change(task)
    assert updated(api, "tasks", since, "reference") == ["2020-2"]
    since = now()
    standings_refresh_stale(day=today())
    assert updated(api, "tasks", since, "reference") == []
    change(task) if change is correct else set_due_date(task, None)
    assert updated(api, "tasks", since, "reference") == ["2020-2"]


def test_tasks_are_updated_by_a_new_name_of_their_agency(api: ApiClient, task: Task, agency: Agency) -> None:
    make_task(task.plan, 3, lead=make_agency())
    since = now()
    Agency.objects.filter(pk=agency.pk).update(full_name="国家知识产权局")
    assert updated(api, "tasks", since, "reference") == []
    Agency.objects.filter(pk=agency.pk).update(name="国家知识产权局")
    assert updated(api, "tasks", since, "reference") == ["2020-1", "2020-2"]


def test_neither_midnight_nor_what_belongs_to_the_plan_nor_a_draft_updates_a_task(
    api: ApiClient, task: Task, agency: Agency
) -> None:
    make_round(task.plan, [task])
    standings_refresh_stale(day=today())
    since = now()
    standings_refresh_stale(day=datetime.date(2040, 1, 1))
    open_tracking(task.plan, LATER)
    make_report(task, agency, ReportState.DRAFT)
    assert updated(api, "tasks", since, "reference") == []


def test_a_report_is_updated_by_what_is_decided_and_shown_with_it(
    api: ApiClient, task: Task, agency: Agency
) -> None:
    make_report(Task.objects.get(number=1), agency)
    report = make_report(task, agency)
    changes: list[Callable[[], object]] = [
        lambda: make_link(report),
        lambda: claim(report, make_milestone(task)),
        lambda: confirm(report),
        lambda: reopen(report),
        lambda: report.reviews.update(reason="改"),
        lambda: make_assignment(task, make_agency()),
        lambda: ProgressReport.objects.filter(pk=report.pk).update(progress="改"),
    ]
    for change in changes:
        since = now()
        change()
        assert updated(api, "progress-reports", since) == [report.pk]


def test_a_share_that_comes_to_be_seen_is_pulled(task: Task, agency: Agency) -> None:
    coming, participant = make_agency("农业部"), make_agency("商务部")
    make_assignment(task, participant, AssignmentRole.PARTICIPATING)
    share = make_report(task, participant, role=AssignmentRole.PARTICIPATING)
    api = ApiClient(make_user(Role.STAFF, coming))
    assert updated(api, "progress-reports", "2000-01-01T00:00:00Z") == []
    since = now()
    make_assignment(task, coming, AssignmentRole.LEAD)
    assert updated(api, "progress-reports", since) == [share.pk]


def _round(plan: Plan) -> ReportingRound:
    return ReportingRound.objects.get(plan=plan)


def test_other_rows_are_updated_when_they_are_written(
    api: ApiClient, office: User, task: Task, agency: Agency
) -> None:
    plan = task.plan
    changes: list[tuple[str, Callable[[], object]]] = [
        ("rounds", lambda: make_round(plan, [task])),
        ("rounds", lambda: extend_round(_round(plan), LATER, DAY)),
        ("extension-requests", lambda: make_request(task, agency, DAY, LATER)),
        ("extension-requests", lambda: ExtensionRequest.objects.update(reason="改")),
        ("chases", lambda: make_chase(_round(plan), agency)),
        ("chases", lambda: Chase.objects.update(note="改")),
        ("assignments", lambda: Assignment.objects.filter(task=task).update(in_force_until=moment(LATER))),
        (
            "notices",
            lambda: Notice.objects.create(
                recipient=office, kind=NoticeKind.ROUND_OPENED, key="1", created_at=moment(DAY)
            ),
        ),
        ("notices", lambda: Notice.objects.update(read_at=moment(DAY))),
        ("audit-entries", lambda: record(actor=office, action="round.open", target=plan)),
    ]
    for path, change in changes:
        since = now()
        assert updated(api, path, since) == []
        change()
        assert len(updated(api, path, since)) == 1, path


def test_the_first_page_of_a_pull_names_the_moment_of_the_next_one(api: ApiClient, task: Task) -> None:
    first = api.get("tasks/?updated_since=2000-01-01T00:00:00Z&page_size=1")
    following = api.get(first.json()["next"].partition("/api/v1/")[2])
    assert (len(following.json()["results"]), following.headers.get("Next-Updated-Since")) == (1, None)
    since = first.headers["Next-Updated-Since"]
    assert since.endswith("Z")
    time.sleep(0.003)
    correct(task)
    again = api.get(f"tasks/?updated_since={since}&ordering=-number")
    assert [row["text"] for row in again.json()["results"]][:1] == ["更正"]
    assert again.headers["Next-Updated-Since"] > since
    assert "Next-Updated-Since" not in api.get("tasks/").headers


@pytest.mark.parametrize(
    "wrong",
    [
        "yesterday",
        "2020-12-31",
        "2020-12-31T00:00:00",
        "2020-12-31T00:00:00+08:00",
        "0001-01-01T00:00:00%2B08:00",
    ],
)
def test_a_moment_that_no_offset_fixes_is_refused(api: ApiClient, wrong: str) -> None:
    refused = api.get(f"tasks/?updated_since={wrong}")
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["parameter"] == "updated_since"
    assert "Next-Updated-Since" not in refused.headers


def test_an_offset_is_counted(api: ApiClient, task: Task) -> None:
    since = safe_moment().astimezone(datetime.timezone(datetime.timedelta(hours=8))).isoformat()
    time.sleep(0.003)
    correct(task)
    assert "2020-2" in updated(api, "tasks", since.replace("+", "%2B"), "reference")


def test_what_is_pulled_is_found_by_an_index(api: ApiClient, task: Task) -> None:
    """Unless the database finds a page sooner in its order, as SQLite, which has no histogram, believes."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    found = ProgressReport.objects.filter(changed_at__gte=moment(DAY)).order_by().explain()
    assert "changed_at" in found
