"""Whom the office reminded, and who acknowledged it."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from agencies.enums import AgencyKind
from agencies.models import User
from agencies.rules import is_office
from plans.clock import end_of
from tasks import rules
from tasks.models import Chase, ReportingRound
from tasks.models.chases import ChaseQuerySet


@dataclass(frozen=True)
class ChaseLine:
    """A reminder as known on a day: of how many `tasks`, whether acknowledged, and whether the reader may."""

    chase: Chase
    tasks: int
    signed: bool
    may_sign: bool


def chases_of_round(
    reporting_round: ReportingRound, reader: User, day: datetime.date, *, may_change: bool
) -> Mapping[int, Sequence[ChaseLine]]:
    """Agency → its chases in the round by the end of `day` that `reader` may see, the newest first."""
    found: dict[int, list[ChaseLine]] = defaultdict(list)
    rows = Chase.objects.visible_to(reader).filter(round=reporting_round, chased_at__lt=end_of(day))
    for line in _lines(rows, reader, day, may_change=may_change):
        found[line.chase.agency_id].append(line)
    return found


def chases_to_sign(reader: User, day: datetime.date) -> Sequence[ChaseLine]:
    """What `reader` is reminded of in rounds under way and nobody has acknowledged."""
    own = Q(agency=reader.agency_id)
    if is_office(reader):
        own |= Q(agency__kind=AgencyKind.COLLECTIVE)
    under_way = ReportingRound.objects.open_on(day).values("pk")
    rows = Chase.objects.visible_to(reader).filter(own, round__in=under_way, acknowledged_at=None)
    return [line for line in _lines(rows, reader, day, may_change=True) if line.may_sign]


def _lines(rows: ChaseQuerySet, reader: User, day: datetime.date, *, may_change: bool) -> Iterable[ChaseLine]:
    loaded = rows.select_related("agency", "round__plan", "chased_by", "acknowledged_by")
    for chase in loaded.prefetch_related("tasks"):
        signed = chase.acknowledged_at is not None and chase.acknowledged_at < end_of(day)
        yield ChaseLine(
            chase=chase,
            tasks=len(chase.tasks.all()),
            signed=signed,
            may_sign=may_change and not signed and rules.writes_for(reader, chase.agency),
        )
