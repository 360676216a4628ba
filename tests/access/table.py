"""The table of expectations: `matrix.txt` and its reading."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

MATRIX = Path(__file__).parent / "matrix.txt"
ROLES = ("anonymous", "viewer", "staff", "other", "approver", "office", "superuser")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Row:
    """What a route answers to a method: one outcome a role.

    `thing` names the row of the world that the address is about, `-` for none. An outcome is a status, or
    `login` for being sent to the sign-in page. `body` is JSON in which `$name` stands for a key of the world.
    """

    line: int
    route: str
    thing: str
    method: str
    outcomes: tuple[str, ...]
    body: str

    def sent(self, keys: dict[str, Any]) -> Any:
        """The body as values; None for none."""
        return json.loads(Template(self.body).substitute(keys)) if self.body else None


def rows() -> list[Row]:
    """The rows of the table; one line may name several methods. Fails on a line that is no row."""
    found = []
    for number, line in enumerate(MATRIX.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        words, _, body = line.partition("{")
        route, thing, methods, *outcomes = words.split()
        assert len(outcomes) == len(ROLES), f"matrix.txt:{number}: {len(ROLES)} outcomes, one a role"
        for method in methods.split(","):
            assert method in METHODS, f"matrix.txt:{number}: {method} is no method"
            found.append(Row(number, route, thing, method, tuple(outcomes), "{" + body if body else ""))
    return found
