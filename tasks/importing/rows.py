"""Fixture rows, and the database rows that they stand for."""

from __future__ import annotations

import datetime
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from agencies.models.recorded import Recorded
from tasks.importing.changes import Change, ChangeKind, LoadRefused

MODELS = (
    "agencies.agency",
    "agencies.agencyalias",
    "agencies.agencysuccession",
    "plans.sourcedocument",
    "plans.basisdocument",
    "plans.addressee",
    "plans.section",
    "plans.provision",
    "plans.plan",
    "tasks.task",
    "tasks.taskorigin",
    "tasks.assignment",
    "tasks.tasktransfer",
)
"""The models that fixtures hold, in the order in which they refer to one another."""


@dataclass(frozen=True)
class FixtureRow:
    """One row of a fixture: its model and its fields, references as natural keys."""

    label: str
    fields: dict[str, Any]


Rows: TypeAlias = dict[str, list[FixtureRow]]
"""The rows of one file, by their labels."""


def read_fixture(path: Path) -> Rows:
    """The rows of a fixture file by model label. Raises `LoadRefused` for what is not such a file."""
    try:
        found = json.loads(path.read_text("utf-8"))
        if not isinstance(found, list) or not found:
            raise ValueError(_("it holds no list of rows"))
        rows = [FixtureRow(row["model"], dict(row["fields"])) for row in found]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LoadRefused(
            _("%(file)s is not a fixture: %(reason)s") % {"file": path.name, "reason": error}
        ) from error
    unknown = {row.label for row in rows} - set(MODELS)
    if unknown:
        raise LoadRefused(
            _("%(file)s holds what no fixture may hold: %(models)s")
            % {"file": path.name, "models": ", ".join(sorted(unknown))}
        )
    return {label: [row for row in rows if row.label == label] for label in MODELS}


class Resolver:
    """Natural keys to rows, each looked up once."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, tuple[Any, ...]], models.Model] = {}

    def values(self, row: FixtureRow) -> dict[str, Any]:
        """The fields of `row` as a model's attributes. Raises `LoadRefused` for a broken reference."""
        model = apps.get_model(row.label)
        try:
            return {
                name: self._value(model._meta.get_field(name), value) for name, value in row.fields.items()
            }
        except (ObjectDoesNotExist, ValidationError, LookupError, TypeError) as error:
            raise LoadRefused(
                _("%(model)s %(fields)s cannot be loaded: %(reason)s")
                % {"model": row.label, "fields": row.fields, "reason": error}
            ) from error

    def _value(self, field: Any, value: Any) -> Any:
        if not field.is_relation:
            return field.to_python(value)
        if value is None:
            return None
        related = field.related_model
        key = (related._meta.label_lower, tuple(value))
        if key not in self._found:
            self._found[key] = related.objects.get_by_natural_key(*value)
        return self._found[key]


def merge(
    rows: Sequence[FixtureRow],
    existing: Iterable[models.Model],
    resolver: Resolver,
    since: datetime.datetime | None = None,
) -> Iterator[Change]:
    """Add the rows that are new and change those that differ; yields what was done.

    Rows are saved one by one in the order of the fixture, because later ones may refer to earlier ones.
    A fact about an agency that an administrator has set is kept as it is. What keeps when it was recorded
    (`Recorded`) was so `since` then, None: from the start.
    """
    there = {_key(row): row for row in existing}
    for row in rows:
        model = apps.get_model(row.label)
        values = resolver.values(row)
        made = model(**values)
        current = there.get(_key(made))
        if current is None:
            if isinstance(made, Recorded):
                made.recorded_at = since
            made.save(force_insert=True)
            yield Change(ChangeKind.ADDED, row.label, _text(made))
        elif changed := {name: value for name, value in values.items() if getattr(current, name) != value}:
            if getattr(current, "set_by_office", False):
                yield Change(ChangeKind.KEPT, row.label, _text(current))
                continue
            before = {name: getattr(current, name) for name in changed}
            saved = list(changed)
            if isinstance(current, Recorded) and since is not None:
                current.keep(since)
                current.recorded_at = since
                saved.append("recorded_at")
            for name, value in changed.items():
                setattr(current, name, value)
            current.save(update_fields=saved)
            yield Change(ChangeKind.CHANGED, row.label, _text(current), before, changed)


def gone(rows: Sequence[FixtureRow], existing: Iterable[models.Model], resolver: Resolver) -> list[Any]:
    """Those of `existing` that the fixture no longer has."""
    wanted = {_key(apps.get_model(row.label)(**resolver.values(row))) for row in rows}
    return [row for row in existing if _key(row) not in wanted]


def otherwise(
    rows: Sequence[FixtureRow],
    existing: Iterable[Any],
    resolver: Resolver,
    names: Collection[str] | None = None,
) -> list[Any]:
    """Those of `existing` that the fixture no longer has, or has otherwise in `names` (None: in any field).

    Whatever it ties to what is not there yet is otherwise too.
    """
    wanted = {}
    for row in rows:
        with suppress(LoadRefused):
            values = resolver.values(row)
            wanted[_key(apps.get_model(row.label)(**values))] = values
    return [
        row
        for row in existing
        if _key(row) not in wanted
        or any(
            getattr(row, name) != value
            for name, value in wanted[_key(row)].items()
            if names is None or name in names
        )
    ]


def _key(row: Any) -> tuple[Any, ...]:
    key: tuple[Any, ...] = row.natural_key()
    return key


def _text(row: Any) -> str:
    return "-".join(map(str, _key(row)))


def removal(row: models.Model) -> Change:
    """The change of a row that was taken away."""
    return Change(ChangeKind.REMOVED, row._meta.label_lower, _text(row))
