"""The sums by section: put together, and held against the standings that they count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Count, F, Sum

from tasks.models import SectionTally, TaskStanding
from tasks.models.standings import IS_DATED
from tasks.services.tallies import put_together, read_as_of_one_moment

STATE = ("plan_id", "section_id", "mode", "status", "light", "judged_by", "was_red", "is_dated")

OF_STANDING = {"light": F("kept_light"), "is_dated": IS_DATED}
"""What is named otherwise in a standing."""

State = tuple[int, int, str, str, str, str, bool, bool]
"""By `STATE`."""


def section_tallies_compact() -> int:
    """Put rows of one state together; returns how many rows fewer there are.

    Any number may run at once: each takes what no other has taken, of one plan in a transaction.
    """
    several = SectionTally.objects.order_by().values(*STATE).annotate(rows=Count("pk")).filter(rows__gt=1)
    return sum(_compact(plan) for plan in sorted({*several.values_list("plan", flat=True)}))


@transaction.atomic
def _compact(plan: int) -> int:
    return put_together(SectionTally.objects.filter(plan=plan), STATE, ["number"])


@transaction.atomic
def section_tallies_wrong(*, fix: bool = False) -> Mapping[State, int]:
    """By how much sums differ from the standings; with `fix` that much is added.

    Both are read as of one moment, also beside people who write.
    """
    read_as_of_one_moment()
    standings = TaskStanding.objects.order_by().annotate(**OF_STANDING)
    counted = standings.values_list(*STATE).annotate(rows=Count("pk"))
    difference = Counter[State]({(*state,): number for *state, number in counted})
    for *state, number in SectionTally.objects.order_by().values_list(*STATE).annotate(sum=Sum("number")):
        difference[(*state,)] -= number
    wrong = {state: number for state, number in difference.items() if number}
    if fix:
        SectionTally.objects.bulk_create(
            SectionTally(**dict(zip(STATE, state, strict=True)), number=number)
            for state, number in wrong.items()
        )
    return wrong
