"""The things of the model: people, what they say, reports, rounds."""

from __future__ import annotations

from dataclasses import dataclass

OFFICE, STAFF, APPROVER, READER = "office", "staff", "approver", "viewer"
LEAD, PARTICIPATING, BY_DUTY = "lead", "participating", "by_duty"
OPEN = ("draft", "pending_approval", "submitted")
SETTLED = ("confirmed", "accepted")
MOST_EVIDENCE = 20
FIXED = {"not_started": 0, "completed": 100}


@dataclass(frozen=True)
class Person:
    """Who it is, what they are, and for which agency."""

    name: str
    role: str
    agency: str = ""


@dataclass(frozen=True)
class Said:
    """What a report says, as far as it decides anything."""

    status: str
    percent: int | None
    progress: str = "做了工作。"
    outcome: str = "成果。"
    document: str = "文号"

    @property
    def agrees(self) -> bool:
        """Whether percent and status fit each other."""
        if self.percent is None:
            return self.status != "in_progress"
        return 0 <= self.percent <= 100 and FIXED.get(self.status, self.percent) == self.percent

    @property
    def values(self) -> tuple[str, int | None]:
        """Status and percent as they are kept."""
        return self.status, FIXED.get(self.status, self.percent)


@dataclass
class Report:
    """One report."""

    task: int
    agency: str
    role: str
    said: Said
    created_by: str
    round: int | None
    state: str = "draft"
    version: int = 1
    submitted_by: str | None = None
    no_change: bool = False
    approved: bool = False
    evidence: frozenset[str] = frozenset()
    settled_as: tuple[str, int | None] | None = None
    settled_document: str = ""

    @property
    def is_share(self) -> bool:
        """Whether it goes to the lead."""
        return self.role == PARTICIPATING

    @property
    def authors(self) -> set[str | None]:
        """Who never decides about it."""
        return {self.created_by, self.submitted_by}


@dataclass
class Round:
    """One round: until when (days from today), whether closed, about which tasks."""

    due: int
    tasks: frozenset[int]
    closed: bool = False


def by_duty(shares: list[tuple[str, int | None] | None]) -> tuple[str, int | None]:
    """What several shares make together."""
    given = [share for share in shares if share]
    if not given:
        return "no_report", None
    kept = [share for share in given if share[0] != "dropped"]
    percents = [percent for _status, percent in kept if percent is not None]
    percent = sum(percents) // len(percents) if percents and len(given) == len(shares) else None
    kinds = {status for status, _percent in kept} | ({"missing"} if len(given) < len(shares) else set())
    if not kinds:
        return "dropped", percent
    if kinds == {"completed"}:
        return "completed", percent
    if kinds <= {"completed", "ongoing"}:
        return "ongoing", percent
    if len(kinds) == 1 and kinds <= {"suspended", "not_started"}:
        return kinds.pop(), percent
    return "in_progress", percent
