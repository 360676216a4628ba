"""A past day is rolled up by the successions and transfers that were known at its end."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from agencies.enums import Role
from agencies.models import Agency, AgencySuccession, FormerSuccession, User
from agencies.services.facts import fact_remove, fact_save
from tasks.importing import load_fixtures
from tasks.management.commands.load_plans import default_files
from tasks.models import FormerTransfer, Task, TaskTransfer
from tests.factories import make_agency, make_plan, make_succession, make_task, make_transfer, make_user
from tests.tasks.pages.reading import text_of
from tests.tasks.past.agencies import FIRST, Clock

pytestmark = pytest.mark.django_db

REFORM = datetime.date(2018, 3, 21)
ROLLUP = "2020-12-31"

Asked = Callable[[datetime.date], dict[str, str]]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(timezone, "now", clock)
    return clock


@pytest.fixture
def admin() -> User:
    user = make_user(Role.OFFICE)
    user.is_superuser = True
    user.save()
    return user


@pytest.fixture
def old() -> Agency:
    return make_agency("工商总局")


@pytest.fixture
def new() -> Agency:
    return make_agency("市场监管总局")


@pytest.fixture
def other() -> Agency:
    return make_agency("知识产权局")


@pytest.fixture
def task(old: Agency) -> Task:
    return make_task(make_plan("2020"), 1, lead=old)


@pytest.fixture
def asked(client: Client, clock: Clock, task: Task, old: Agency, new: Agency, other: Agency) -> Asked:
    """All that is rolled up, over pages and the API, as of a day that is over."""
    reader = make_user(Role.VIEWER)
    clock.next_day(1)
    client.force_login(reader)

    def ask(day: datetime.date) -> dict[str, str]:
        found = {}
        client.force_login(reader)
        for agency in (old, new, other):
            of_day = f"as_of={day}&rollup={ROLLUP}"
            for path in (
                f"/agencies/{agency.pk}/?{of_day}",
                f"/agencies/{agency.pk}/?as_of={day}",
                f"/agencies/{agency.pk}/record/?{of_day}",
                f"/tasks/?plan={task.plan.code}&agency={agency.pk}&{of_day}",
            ):
                found[path] = text_of(client, path).partition("<main")[2]
            for path in (
                f"/api/v1/agencies/{agency.pk}/progress/?{of_day}",
                f"/api/v1/agencies/{agency.pk}/record/?{of_day}",
                f"/api/v1/tasks/?agency={agency.pk}&{of_day}",
            ):
                found[path] = body_of(client, path)
        for path in (
            f"/api/v1/tasks/{task.reference}/?as_of={day}",
            f"/api/v1/tasks/{task.reference}/thread/?as_of={day}",
        ):
            found[path] = body_of(client, path)
        path = f"/tasks/{task.reference}/thread/?as_of={day}"
        return {**found, path: text_of(client, path).partition("<main")[2]}

    return ask


def body_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.content)
    return answer.content.decode()


def succession(old: Agency, new: Agency) -> AgencySuccession:
    return AgencySuccession(
        predecessor=old, successor=new, is_default=True, effective_on=REFORM, source="国发〔2018〕6号"
    )


def carried(client: Client, agency: Agency, day: datetime.date) -> int:
    path = f"/api/v1/agencies/{agency.pk}/progress/?as_of={day}&rollup={ROLLUP}"
    counts: int = json.loads(body_of(client, path))["lead"]["total"]
    return counts


def test_a_succession_that_is_recorded_later_counts_from_then_on(
    asked: Asked, client: Client, clock: Clock, admin: User, old: Agency, new: Agency
) -> None:
    before = asked(FIRST)

    fact_save(actor=admin, fact=succession(old, new))

    assert asked(FIRST) == before
    assert [carried(client, new, day) for day in (FIRST, clock.day)] == [0, 1]


def test_a_succession_that_is_put_right_later_counts_as_it_was(
    asked: Asked, client: Client, clock: Clock, admin: User, old: Agency, new: Agency, other: Agency
) -> None:
    row = make_succession(old, new, REFORM)
    before = asked(FIRST)

    row.successor = other
    fact_save(actor=admin, fact=row)

    assert asked(FIRST) == before
    assert [carried(client, new, day) for day in (FIRST, clock.day)] == [1, 0]
    assert [carried(client, other, day) for day in (FIRST, clock.day)] == [0, 1]
    clock.next_day(1)
    row.effective_on = datetime.date(2030, 1, 1)
    fact_save(actor=admin, fact=row)
    assert asked(FIRST) == before
    second = FIRST + datetime.timedelta(days=1)
    assert [carried(client, other, day) for day in (FIRST, second, clock.day)] == [0, 1, 0]
    assert FormerSuccession.objects.count() == 2


def test_a_succession_that_is_taken_back_counts_until_then(
    asked: Asked, client: Client, clock: Clock, admin: User, old: Agency, new: Agency
) -> None:
    fact_save(actor=admin, fact=succession(old, new))
    recorded_on = clock.day
    clock.next_day(1)
    before = asked(recorded_on)

    fact_remove(actor=admin, fact=AgencySuccession.objects.get())

    assert asked(recorded_on) == before
    assert [carried(client, new, day) for day in (FIRST, recorded_on, clock.day)] == [0, 1, 0]


def test_a_transfer_counts_while_it_was_on_record(
    asked: Asked, client: Client, clock: Clock, task: Task, old: Agency, new: Agency, other: Agency
) -> None:
    make_succession(old, new, REFORM)
    before, recorded_on = asked(FIRST), clock.day
    transfer = make_transfer(task, old, other)
    transfer.recorded_at = timezone.now()
    transfer.save()

    assert asked(FIRST) == before
    assert [carried(client, other, day) for day in (FIRST, recorded_on)] == [0, 1]

    clock.next_day(1)
    seen = asked(recorded_on)
    transfer.keep(until=timezone.now())
    transfer.delete()

    assert [asked(FIRST), asked(recorded_on)] == [before, seen]
    assert [carried(client, other, day) for day in (FIRST, recorded_on, clock.day)] == [0, 1, 0]


def test_what_was_on_record_from_the_start_counts_on_every_day(
    asked: Asked, client: Client, clock: Clock, task: Task, old: Agency, new: Agency, other: Agency
) -> None:
    make_succession(old, new, REFORM)
    long_ago = datetime.date(2019, 1, 1)
    assert [carried(client, new, day) for day in (long_ago, FIRST, clock.day)] == [1, 1, 1]
    make_transfer(task, old, other)
    assert [carried(client, other, day) for day in (long_ago, FIRST, clock.day)] == [1, 1, 1]


def test_a_plan_that_is_loaded_again_changes_transfers_from_then_on(clock: Clock, tmp_path: Path) -> None:
    files = default_files()
    number = next(number for number, file in enumerate(files) if has_transfers(file))
    before, rows = files[:number], json.loads(files[number].read_text("utf-8"))
    first = next(row for row in rows if row["model"] == "tasks.tasktransfer")
    load(tmp_path, before, [row for row in rows if row is not first])
    assert not TaskTransfer.objects.exclude(recorded_at=None).exists()
    clock.next_day(1)

    load(tmp_path, before, rows)
    [added] = TaskTransfer.objects.exclude(recorded_at=None)
    assert timezone.localdate(added.recorded_at) == clock.day
    clock.next_day(1)
    changed = {**first, "fields": {**first["fields"], "effective_on": "2019-01-01"}}
    load(tmp_path, before, [changed if row is first else row for row in rows])
    clock.next_day(1)
    load(tmp_path, before, [row for row in rows if row is not first])

    former = FormerTransfer.objects.order_by("recorded_until")
    assert [(str(one.effective_on), timezone.localdate(one.recorded_until)) for one in former] == [
        (first["fields"]["effective_on"], clock.day - datetime.timedelta(days=1)),
        ("2019-01-01", clock.day),
    ]


def has_transfers(file: Path) -> bool:
    return '"tasks.tasktransfer"' in file.read_text("utf-8")


def load(directory: Path, before: list[Path], rows: list[dict[str, Any]]) -> None:
    path = directory / "plan.json"
    path.write_text(json.dumps(rows, ensure_ascii=False), "utf-8")
    load_fixtures(actor=None, paths=[*before, path])
