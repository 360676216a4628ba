"""All 914 assignments of the fixtures beside their brackets, read here with other means than the parser's."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import Any

import pytest

from tests.plans.parsing.texts import FIXTURES

LEADS, TAKES_PART, BY_DUTY = "lead", "participating", "by_duty"
BRACKET = re.compile(
    r"[（(]"
    r"(?:(?P<leads>[^（）()，]+)牵头，?)?"
    r"(?P<others>[^（）()]*?)(?P<more>等)?(?P<own>按职责分别)?负责"
    r"(?:。列第一位者为牵头部门，下同)?"
    r"[）)]"
)

Row = dict[str, Any]


def rows(name: str, model: str) -> list[Row]:
    found: list[Row] = json.loads((FIXTURES / name).read_text("utf-8"))
    return [row["fields"] for row in found if row["model"] == model]


def as_printed(bracket: re.Match[str], *, own_duty_leads: bool) -> list[tuple[str, str]]:
    """Who is named, in order, with the role that the words and the plan's own note give them."""
    leads = [name for name in (bracket["leads"] or "").split("、") if name]
    others = [name for name in bracket["others"].split("、") if name]
    if leads:
        return [(name, LEADS) for name in leads] + [(name, TAKES_PART) for name in others]
    if bracket["own"] and not own_duty_leads:
        return [(name, BY_DUTY) for name in others]
    first, *rest = others
    return [(first, LEADS), *((name, TAKES_PART) for name in rest)]


@pytest.mark.parametrize(
    ("plan", "document", "tasks", "assignments", "day", "own_duty_leads"),
    [
        # The note exempts the mark in so many words. The day is the one named in the file's last lines.
        ("plan-2016.json", "2016-annual-plan.txt", 99, 261, "2016-07-12", False),
        # A reading: who is marked has a duty of its own.
        ("plan-66.json", "2016-task-division.txt", 106, 459, "2016-07-08", False),
        # A reading: the note makes no exception for the mark.
        ("plan-2020.json", "2020-annual-plan.txt", 100, 194, "2020-05-13", True),
    ],
)
def test_every_task_has_whom_its_bracket_names_in_their_roles(
    plan: str, document: str, tasks: int, assignments: int, day: str, own_duty_leads: bool
) -> None:
    printed = re.sub(r"\s", "", (FIXTURES / "documents" / document).read_text("utf-8"))
    brackets = list(BRACKET.finditer(printed))
    given: dict[int, list[Row]] = defaultdict(list)
    for row in sorted(rows(plan, "tasks.assignment"), key=lambda row: row["position"]):
        given[row["task"][1]].append(row)
    stored = sorted(rows(plan, "tasks.task"), key=lambda row: row["number"])

    assert (len(brackets), len(stored), sum(map(len, given.values()))) == (tasks, tasks, assignments)
    assert {
        task["number"]: [(row["name_as_written"], row["role"]) for row in given[task["number"]]]
        for task in stored
    } == {
        number: as_printed(bracket, own_duty_leads=own_duty_leads)
        for number, bracket in enumerate(brackets, start=1)
    }
    assert [(task["marked_by_duty"], task["open_ended"]) for task in stored] == [
        (bool(bracket["own"]), bool(bracket["more"])) for bracket in brackets
    ]
    bodies = {row["name"]: row for row in rows("agencies.json", "agencies.agency")}
    spellings = {row["name"]: row["agency"] for row in rows("agencies.json", "agencies.agencyalias")}
    for row in (row for found in given.values() for row in found):
        written = row["name_as_written"]
        assert row["agency"] == spellings.get(written, [written])
        body = bodies[row["agency"][0]]
        assert (body["begins_on"] or "") <= day < (body["ends_on"] or "9999"), (row["task"], written)
