"""The pairs of tasks of which a reader said whether they are the same work."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.plans.parsing.texts import FIXTURES

FILES = sorted((FIXTURES / "task_links").glob("*.toml"))


def pairs_of(file: Path) -> list[dict[str, Any]]:
    pairs: list[dict[str, Any]] = tomllib.loads(file.read_text(encoding="utf-8"))["pair"]
    return pairs


def references(plan: str) -> set[str]:
    """The tasks of a plan as its fixture has them."""
    rows = json.loads((FIXTURES / f"plan-{plan}.json").read_text(encoding="utf-8"))
    return {f"{plan}-{row['fields']['number']}" for row in rows if row["model"] == "tasks.task"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_pair_is_of_two_tasks_of_the_plans_that_its_file_is_about(file: Path) -> None:
    later, earlier = file.stem.split("-")
    pairs = pairs_of(file)
    assert {pair["later"] for pair in pairs} <= references(later)
    assert {pair["earlier"] for pair in pairs} <= references(earlier)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_pair_stands_once_in_order_and_says_why(file: Path) -> None:
    pairs = pairs_of(file)
    places = [tuple(int(pair[end].rpartition("-")[2]) for end in ("later", "earlier")) for pair in pairs]
    assert places == sorted(set(places))
    assert [pair for pair in pairs if not pair["why"].strip()] == []
    assert {name for pair in pairs for name in pair} == {"later", "earlier", "same_work", "why", "doubtful"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_there_are_as_many_near_misses_as_pairs_of_the_same_work(file: Path) -> None:
    same = [pair["same_work"] for pair in pairs_of(file)]
    assert abs(same.count(True) - same.count(False)) <= 2
    assert same.count(True) >= 50


def test_the_three_pairs_of_plans_are_there() -> None:
    assert [file.stem for file in FILES] == ["2016-2014", "2016-66", "2020-2016"]
