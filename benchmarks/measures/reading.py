"""How long reading takes, and with how many queries."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection

from benchmarks.client import Answer
from benchmarks.measures.questions import GROUPS, Subject
from benchmarks.timing import Times, take_turns


@dataclass(frozen=True)
class Reading:
    """The times of a group of requests; of each also how many queries it makes."""

    times: dict[str, Times]
    queries: dict[str, int]


@cache
def _subjects(group: str) -> dict[str, Subject]:
    return GROUPS[group]()


def read(group: str, *, rounds: int, seconds: float) -> Reading:
    """Time the requests of a group in turns."""
    queries = _queries(group)
    return Reading(take_turns(_subjects(group), rounds=rounds, seconds=seconds), queries)


@cache
def _queries(group: str) -> dict[str, int]:
    """Counted once; which warms everything up."""
    return {name: queries_of(subject) for name, subject in _subjects(group).items()}


def queries_of(subject: Subject) -> int:
    """How many queries it makes once it has been asked before."""
    made: list[str] = []

    def count(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        made.append(sql)
        return execute(sql, *rest)

    subject()
    with connection.execute_wrapper(count):
        subject()
    return len(made)


def status_when_unchanged() -> int:
    """What is answered to somebody who has the list already."""
    answer = _subjects("lists")["list, not changed"]()
    assert isinstance(answer, Answer)
    return answer.status


def differences() -> list[str]:
    """In what the limit's and the habit's list differ from Duban's; empty where they say the same."""
    subjects, said = _subjects("lists"), []
    rows = {
        name: _rows(subjects[name]) for name in ("list, token", "limit", "habit, token") if name in subjects
    }
    ours = rows.pop("list, token")
    for name, theirs in rows.items():
        if len(theirs) != len(ours):
            said.append(f"{name}: {len(theirs)} rows, Duban {len(ours)}")
        fields = {
            key for our, their in zip(ours, theirs, strict=False) for key in our if our[key] != their.get(key)
        }
        said += [f"{name}: {key}" for key in sorted(fields)]
    return said


def _rows(subject: Subject) -> list[dict[str, Any]]:
    answer = subject()
    assert isinstance(answer, Answer)
    rows: list[dict[str, Any]] = json.loads(answer.body)["results"]
    return rows
