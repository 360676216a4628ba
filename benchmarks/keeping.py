"""A directory whose databases outlive a run: they are made once, and measured as often as one likes."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from pathlib import Path

from benchmarks.generated import VERSION

FILE = "kept.json"


class OtherDirectoryError(Exception):
    """The directory holds something else than what is to be measured."""


@dataclass(frozen=True)
class Filled:
    """A database that is complete: as of which day, and how many seconds each step of making it took."""

    day: datetime.date
    preparation: dict[str, float]


class KeptDirectory:
    """The PostgreSQL cluster in `path`, and which of its databases are complete: half a one is not kept."""

    def __init__(self, path: Path, size: int, postgresql: int) -> None:
        """For `size` tasks and that major version; raises `OtherDirectoryError` where others lie there."""
        self.path = path.resolve()
        self._made_for = {"tasks": size, "generated rows, version": VERSION, "PostgreSQL": postgresql}
        self._filled: dict[str, Filled] = {}
        self.path.mkdir(parents=True, exist_ok=True)
        if any(self.path.iterdir()):
            self._read()
        else:
            self._write()

    def filled(self, name: str) -> Filled | None:
        """What is known of the database `name`; None where it is yet to be filled."""
        return self._filled.get(name)

    def keep(self, name: str, filled: Filled) -> None:
        """The database `name` is complete."""
        self._filled[name] = filled
        self._write()

    def _read(self) -> None:
        file = self.path / FILE
        if not file.exists():
            raise OtherDirectoryError(f"{self.path} is neither empty nor one that was kept.")
        said = json.loads(file.read_text(encoding="utf-8"))
        if said["made for"] != self._made_for:
            raise OtherDirectoryError(
                f"{self.path} is made for {said['made for']}, not for {self._made_for}."
            )
        self._filled = {
            name: Filled(datetime.date.fromisoformat(one["day"]), one["preparation"])
            for name, one in said["databases"].items()
        }

    def _write(self) -> None:
        databases = {
            name: {"day": one.day.isoformat(), "preparation": one.preparation}
            for name, one in self._filled.items()
        }
        said = {"made for": self._made_for, "databases": databases}
        (self.path / FILE).write_text(json.dumps(said, indent=1), encoding="utf-8")
