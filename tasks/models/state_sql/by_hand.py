"""Lights that the office set by hand."""

from __future__ import annotations

import datetime

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django_cte import CTE

from plans.clock import end_of
from tasks.models.lights import LightOverride
from tasks.models.state_sql.among import Among


def lights_by_hand(day: datetime.date, among: Among) -> tuple[CTE, CTE]:
    """All that the office decided about lights by the end of `day`, and what of it is in force on that day.

    The second has one row for each task that shows a light set by hand.
    """
    newest = Window(RowNumber(), partition_by=F("task"), order_by=[F("decided_at").desc(), F("pk").desc()])
    decided = CTE(
        LightOverride.objects.filter(among("task"), decided_at__lt=end_of(day))
        .order_by()
        .annotate(place=newest)
        .values("task_id", "colour", "until", "reason", "place"),
        name="lights_decided",
    )
    in_force = CTE(
        decided.queryset()
        .order_by()
        .filter(place=1, until__gte=day)
        .exclude(colour="")
        .values("task_id", "colour", "until", "reason"),
        name="lights_by_hand",
    )
    return decided, in_force
