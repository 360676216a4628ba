"""What stands in somebody's digest of a day, put together for reading: the most urgent first."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agencies.models import Agency
from tasks.enums import NoticeKind
from tasks.ladder import steps_of
from tasks.models import Notice


@dataclass(frozen=True)
class DigestLine:
    """What one agency owes by one date; of an agency that has not answered (`ESCALATED`) by any date.

    `items` are its rounds, tasks and milestones, `due_on` the earliest date; `days_late` and `days_left`
    count from the day of the digest to that, one of them 0. `unstaffed`: nobody in the agency can be told.
    A line without a date names a year, as its item's `text`.
    """

    kind: NoticeKind
    agency: Agency | None
    due_on: datetime.date | None
    items: Sequence[Notice]
    days_late: int
    days_left: int
    unstaffed: bool


@dataclass(frozen=True)
class Digest:
    """The lines of one digest, and how many things in them are late and how many draw near."""

    lines: Sequence[DigestLine]
    late: int
    ahead: int


@dataclass(frozen=True)
class Told:
    """A notice that stands alone, and what stands in it if it is a digest."""

    notice: Notice
    digest: Digest | None


def told(notices: Sequence[Notice]) -> list[Told]:
    """The notices with what stands in them, in their order."""
    found = digests(notices)
    return [Told(notice, found.get(notice.pk)) for notice in notices]


def digests(notices: Iterable[Notice]) -> dict[int, Digest]:
    """The digests among `notices`, by key, in two queries however many they are."""
    days = {
        notice.pk: notice.due_on or datetime.date.max
        for notice in notices
        if notice.kind == NoticeKind.DIGEST
    }
    if not days:
        return {}
    held: dict[int, list[Notice]] = defaultdict(list)
    items = Notice.objects.filter(digest__in=days).select_related("task__plan", "round__plan", "agency")
    for item in items:
        held[item.digest_id or 0].append(item)
    unstaffed = _unstaffed(item for item in items if item.kind == NoticeKind.ESCALATED)
    return {key: _digest(held[key], day, unstaffed) for key, day in days.items()}


def _unstaffed(items: Iterable[Notice]) -> frozenset[int]:
    """Of the agencies that `items` tell of, those where nobody can be told."""
    agencies = {item.agency.pk: item.agency for item in items if item.agency}
    if not agencies:
        return frozenset()
    steps = steps_of(agencies.values())
    return frozenset(key for key, agency in agencies.items() if not steps.first(agency))


def _digest(items: Iterable[Notice], day: datetime.date, unstaffed: frozenset[int]) -> Digest:
    grouped: dict[tuple[object, ...], list[Notice]] = defaultdict(list)
    for item in sorted(items, key=_order):
        grouped[_group(item)].append(item)
    lines = [_line(held, day, unstaffed) for held in grouped.values()]
    dated = [item.due_on for line in lines for item in line.items if item.due_on]
    late = sum(due_on < day for due_on in dated)
    return Digest(lines=lines, late=late, ahead=len(dated) - late)


def _order(item: Notice) -> tuple[datetime.date, int, int, int]:
    """The earliest date first; of one date what is the agency's own before what is told of others."""
    kind = list(NoticeKind).index(NoticeKind(item.kind))
    number = item.task.number if item.task else 0
    return (item.due_on or datetime.date.max, kind, number, item.pk)


def _group(item: Notice) -> tuple[object, ...]:
    if item.kind == NoticeKind.ESCALATED:
        return (item.kind, item.agency_id)
    return (item.kind, item.agency_id, item.due_on, item.text if item.due_on is None else "")


def _line(items: Sequence[Notice], day: datetime.date, unstaffed: frozenset[int]) -> DigestLine:
    first = items[0]
    days = (first.due_on - day).days if first.due_on else 0
    return DigestLine(
        kind=NoticeKind(first.kind),
        agency=first.agency,
        due_on=first.due_on,
        items=items,
        days_late=max(-days, 0),
        days_left=max(days, 0),
        unstaffed=first.kind == NoticeKind.ESCALATED and first.agency_id in unstaffed,
    )
