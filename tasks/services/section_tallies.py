"""The counts of sections (`SectionTally`): merging their rows, and checking them against what they count."""

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
"""Columns of `STATE` that a `TaskStanding` has under another name."""

State = tuple[int, int, str, str, str, str, bool, bool]
"""Values of the columns `STATE`."""


def section_tallies_compact() -> int:
    """Merge rows of the same state into one; returns how many fewer rows there are.

    Each plan is a transaction of its own. Any number may run at once: each skips rows that another holds.
    """
    several = SectionTally.objects.order_by().values(*STATE).annotate(rows=Count("pk")).filter(rows__gt=1)
    return sum(_compact(plan) for plan in sorted({*several.values_list("plan", flat=True)}))


@transaction.atomic
def _compact(plan: int) -> int:
    return put_together(SectionTally.objects.filter(plan=plan), STATE, ["number"])


@transaction.atomic
def section_tallies_wrong(*, fix: bool = False) -> Mapping[State, int]:
    """By how much the sums differ from the standings; with `fix` the difference is added.

    Sums and standings are read in one snapshot, so that it may run while people write.
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
