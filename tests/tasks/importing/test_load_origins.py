"""Loading where tasks are from: it follows the documents, like all official rows."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from agencies.models import AuditEntry, User
from plans.fixture_files import OPINIONS, generate_fixtures, write_fixtures
from plans.models import Plan, SourceDocument
from tasks.importing import Change, ChangeKind, LoadRefused, load_fixtures
from tasks.models import Task, TaskOrigin
from tests.factories import make_task, make_task_link

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

FIXTURES = settings.BASE_DIR / "fixtures"
BEFORE = [FIXTURES / "agencies.json", FIXTURES / "2015-opinions.json"]
PLAN_66 = FIXTURES / "plan-66.json"


@pytest.fixture
def loaded() -> None:
    load_fixtures(actor=None, paths=[*BEFORE, PLAN_66])


def again(tmp_path: Path, change: Callable[[dict[str, Any]], bool]) -> list[Change]:
    """Loads a copy of the plan of which each row went through a function that may drop it (False)."""
    rows = [row for row in json.loads(PLAN_66.read_text("utf-8")) if change(row)]
    path = tmp_path / PLAN_66.name
    path.write_text(json.dumps(rows, ensure_ascii=False), "utf-8")
    return load_fixtures(actor=None, paths=[path])[path.name]


def is_origin(row: dict[str, Any], number: int, position: int) -> bool:
    fields = row["fields"]
    return row["model"] == "tasks.taskorigin" and (fields["task"][1], fields["position"]) == (
        number,
        position,
    )


def spans(number: int) -> list[tuple[int, int]]:
    rows = TaskOrigin.objects.filter(task__plan__code="66", task__number=number)
    return list(rows.order_by("position").values_list("start", "end"))


def test_it_loads_and_loads_again_without_a_difference(loaded: None) -> None:
    assert Plan.objects.exclude(origin=None).values_list("code", "origin__file_name").get() == (
        "66",
        "2015-opinions.txt",
    )
    assert TaskOrigin.objects.count() == 109
    entries = AuditEntry.objects.count()
    assert load_fixtures(actor=None, paths=[PLAN_66])[PLAN_66.name] == []
    assert AuditEntry.objects.count() == entries


def test_a_moved_a_new_and_a_dropped_origin_are_shown_and_audited(loaded: None, tmp_path: Path) -> None:
    (start, end), second = spans(25)

    def change(row: dict[str, Any]) -> bool:
        if is_origin(row, 25, 1):
            row["fields"]["start"] += 1
        if is_origin(row, 70, 2):
            row["fields"]["task"] = ["66", 71]
        return not is_origin(row, 105, 2)

    changes = {change.key: change for change in again(tmp_path, change)}
    assert {key: change.kind for key, change in changes.items()} == {
        "66-25-1": ChangeKind.CHANGED,
        "66-71-2": ChangeKind.ADDED,
        "66-70-2": ChangeKind.REMOVED,
        "66-105-2": ChangeKind.REMOVED,
    }
    assert (changes["66-25-1"].before, changes["66-25-1"].after) == ({"start": start}, {"start": start + 1})
    assert (spans(25), len(spans(70)), len(spans(71)), len(spans(105))) == (
        [(start + 1, end), second],
        1,
        2,
        1,
    )
    entry = AuditEntry.objects.filter(action="plan.load").latest("pk")
    assert entry.after["added"] == {"tasks.taskorigin": 1}
    assert {row["row"] for row in entry.after["changed"]} == {
        "tasks.taskorigin 66-25-1",
        "tasks.taskorigin 66-70-2",
        "tasks.taskorigin 66-105-2",
    }


def test_a_task_that_goes_takes_its_origins_along(loaded: None, tmp_path: Path) -> None:
    changes = again(tmp_path, lambda row: row["fields"].get("task", [])[1:] != [106] and not is_106(row))
    assert {change.key for change in changes if change.label == "tasks.taskorigin"} == {"66-106-1"}
    assert not spans(106)


def test_a_task_that_the_office_linked_is_not_taken_away(loaded: None, tmp_path: Path) -> None:
    make_task_link(make_task(), Task.objects.get(plan__code="66", number=106))
    with pytest.raises(LoadRefused):
        again(tmp_path, lambda row: row["fields"].get("task", [])[1:] != [106] and not is_106(row))
    assert spans(106)


def is_106(row: dict[str, Any]) -> bool:
    return bool(row["model"] == "tasks.task" and row["fields"]["number"] == 106)


def test_an_origin_in_a_document_that_is_not_there_is_refused(tmp_path: Path) -> None:
    load_fixtures(actor=None, paths=BEFORE[:1])
    with pytest.raises(LoadRefused, match="2015-opinions"):
        load_fixtures(actor=None, paths=[PLAN_66])
    assert not TaskOrigin.objects.exists()


@pytest.mark.parametrize(("position", "start", "end"), [(1, 3, 9), (2, 9, 9), (2, 9, 3), (0, 3, 9)])
def test_the_database_refuses_what_cannot_be(position: int, start: int, end: int) -> None:
    task = make_task()
    TaskOrigin.objects.create(task=task, position=1, start=0, end=3)
    with pytest.raises(IntegrityError), transaction.atomic():
        TaskOrigin.objects.create(task=task, position=position, start=start, end=end)


def test_whoever_is_not_signed_in_sees_none(loaded: None, office: User) -> None:
    assert TaskOrigin.objects.visible_to(office).count() == 109
    office.is_active = False
    assert TaskOrigin.objects.visible_to(office).count() == 0


def regenerated(directory: Path, change: Callable[[str], str]) -> dict[str, Path]:
    """The fixtures that the documents give where the opinions have another text, by file name."""
    shutil.copytree(FIXTURES, directory)
    opinions = directory / "documents" / OPINIONS
    opinions.write_text(change(opinions.read_text("utf-8")), "utf-8")
    write_fixtures(directory, generate_fixtures(directory))
    return {path.name: path for path in directory.glob("*.json")}


def origins_of(path: Path) -> set[tuple[int, int, int, int]]:
    rows = [
        row["fields"] for row in json.loads(path.read_text("utf-8")) if row["model"] == "tasks.taskorigin"
    ]
    return {(row["task"][1], row["position"], row["start"], row["end"]) for row in rows}


def origins_kept() -> set[tuple[int, int, int, int]]:
    return set(TaskOrigin.objects.values_list("task__number", "position", "start", "end"))


def test_tasks_follow_a_document_that_is_loaded_alone_with_a_line_more(loaded: None, tmp_path: Path) -> None:
    made = regenerated(tmp_path / "new", lambda text: f"本文为摘录。\n{text}")
    before = origins_kept()

    found = load_fixtures(actor=None, paths=[made["2015-opinions.json"]])["2015-opinions.json"]

    assert origins_kept() == origins_of(made["plan-66.json"]) != before
    moved = [change for change in found if change.label == "tasks.taskorigin"]
    assert {change.kind for change in moved} == {ChangeKind.CHANGED}
    assert len(moved) == 109
    entry = AuditEntry.objects.filter(action="plan.load").latest("pk")
    assert "tasks.taskorigin 66-25-1" in {row["row"] for row in entry.after["changed"]}
    assert load_fixtures(actor=None, paths=[made["plan-66.json"]])["plan-66.json"] == []


def test_a_document_in_which_a_task_stands_otherwise_is_loaded_with_its_plan_only(
    loaded: None, tmp_path: Path
) -> None:
    [(start, end)] = spans(3)
    document = SourceDocument.objects.get(file_name=OPINIONS)
    words = document.text[start:end]
    made = regenerated(tmp_path / "new", lambda text: text.replace(words, f"{words[:9]}\n{words[9:]}"))
    before = origins_kept()

    with pytest.raises(LoadRefused, match=r"2015-opinions\.txt.*66-3.*plan-66\.json"):
        load_fixtures(actor=None, paths=[made["2015-opinions.json"]])

    assert origins_kept() == before
    document.refresh_from_db()
    assert document.text[start:end] == words
    load_fixtures(actor=None, paths=[made["plan-66.json"], made["2015-opinions.json"]])
    assert origins_kept() == origins_of(made["plan-66.json"])
