"""The pairs that a reader judged (`fixtures/task_links/`), in halves, and the tasks as they are compared."""

from __future__ import annotations

import datetime
import json
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from agencies.lineage import Link, follow, steps_on
from tasks.linking.nearness import Index
from tasks.linking.wordings import Carried, Wording

FIXTURES = Path(__file__).parents[2] / "fixtures"


@dataclass(frozen=True)
class Judged:
    """A pair of tasks, whether it is the same work, and whether careful readers may differ."""

    later: str
    earlier: str
    same_work: bool
    doubtful: bool

    @property
    def tuned_on(self) -> bool:
        """Whether weights and threshold were chosen with it in sight.

        All pairs of a later task are in one half, and which says its reference alone.
        """
        return sha256(self.later.encode()).digest()[0] % 2 == 0


@dataclass(frozen=True)
class JudgedPlans:
    """Two plans, the judged pairs of their tasks, and the index that suggests."""

    name: str
    judged: tuple[Judged, ...]
    index: Index


def plan_pairs() -> list[JudgedPlans]:
    """The three pairs of plans that were read."""
    return [_plan_pair(file) for file in sorted((FIXTURES / "task_links").glob("*.toml"))]


def _plan_pair(file: Path) -> JudgedPlans:
    later, earlier = file.stem.split("-")
    return JudgedPlans(file.stem, tuple(_judged(file)), Index(wordings(later), wordings(earlier)))


def wordings(plan: str) -> list[Wording]:
    """The tasks of a plan as its fixture has them, with their agencies and who carries their work today."""
    agencies: Mapping[str, list[str]] = defaultdict(list)
    transfers: Mapping[int, dict[str, str]] = defaultdict(dict)
    rows = _rows(f"plan-{plan}.json")
    for row in _of(rows, "tasks.assignment"):
        agencies[row["task"][1]].append(row["agency"][0])
    for row in _of(rows, "tasks.tasktransfer"):
        transfers[row["task"][1]][row["from_agency"][0]] = row["to_agency"][0]
    carried = _Lineage()
    return [
        Wording(
            f"{plan}-{row['number']}",
            row["text"],
            tuple(
                Carried(agency, carried.carrier(agency, transfers[row["number"]]))
                for agency in agencies[row["number"]]
            ),
        )
        for row in _of(rows, "tasks.task")
    ]


class _Lineage:
    """Who came after whom, by name."""

    def __init__(self) -> None:
        rows = _rows("agencies.json")
        self._names = [row["name"] for row in _of(rows, "agencies.agency")]
        self._keys = {name: key for key, name in enumerate(self._names)}
        links = [
            Link(
                self._keys[row["predecessor"][0]],
                self._keys[row["successor"][0]],
                datetime.date.fromisoformat(row["effective_on"]),
            )
            for row in _of(rows, "agencies.agencysuccession")
            if row["is_default"]
        ]
        self._steps = steps_on(links, datetime.date.max)

    def carrier(self, agency: str, transfers: Mapping[str, str]) -> str:
        exceptions = {self._keys[one]: self._keys[other] for one, other in transfers.items()}
        return str(self._names[follow(self._keys[agency], {**self._steps, **exceptions})])


def _judged(file: Path) -> Iterator[Judged]:
    for pair in tomllib.loads(file.read_text(encoding="utf-8"))["pair"]:
        yield Judged(pair["later"], pair["earlier"], pair["same_work"], pair.get("doubtful", False))


def _rows(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((FIXTURES / name).read_text(encoding="utf-8"))
    return rows


def _of(rows: list[dict[str, Any]], model: str) -> list[dict[str, Any]]:
    return [row["fields"] for row in rows if row["model"] == model]
