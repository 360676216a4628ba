"""What loading changes, to be shown and audited."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _


class LoadRefused(Exception):
    """The fixtures cannot be loaded into this database; the text says why. Nothing was changed."""


class ChangeKind(StrEnum):
    """What happened to a row; `KEPT` is a difference left alone because the office decided about it."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    KEPT = "kept"


@dataclass(frozen=True)
class Change:
    """One row: its model label, its natural key as text, and for `CHANGED` the fields before and after."""

    kind: ChangeKind
    label: str
    key: str
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """One line for a person to read."""
        signs = {"added": "+", "changed": "~", "removed": "-", "kept": "="}
        line = f"{signs[self.kind]} {self.label} {self.key}"
        if self.kind == ChangeKind.KEPT:
            return _("%(line)s (kept: the office decided about it)") % {"line": line}
        for name, value in self.after.items():
            line += f"\n    {name}: {_short(self.before.get(name))} → {_short(value)}"
        return line


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 200 else f"{text[:200]}…"
