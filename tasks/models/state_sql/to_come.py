"""What reporting rounds will say of each task once the next of them is over, foreseen in the kept row."""

from __future__ import annotations

import datetime

from django.db.models import Case, DateField, F, IntegerField, Min, Q, Value, When, Window
from django.db.models.functions import Coalesce
from django.db.models.sql.constants import LOUTER
from django_cte import CTE

from tasks.enums import RoundStep
from tasks.models.rounds import ReportingRound
from tasks.models.standings import ALWAYS
from tasks.models.state_sql.rounds import OF_A_ROUND, Asked, record_over, rounds_about, rows_asked

COMING = (
    "valid_through",
    "turns_after",
    "next_missed_rounds",
    "next_unchanged_rounds",
    "next_last_round_due_on",
)
"""The columns of a kept row that speak of days to come (see `TaskStanding`)."""


def rounds_to_come(day: datetime.date, asked: Asked) -> tuple[CTE, ...]:
    """The CTEs that end in `COMING`: one row per task asked about by a round that is not over on `day`.

    Facts are never recorded for a day to come, so what rounds will say after the next one ends is known
    already, as is the day on which they change again (`valid_through`). One case is not foreseen: a round
    that was closed before it opens is over when it opens, so the row is valid for `day` alone.
    """
    rounds = _rounds_known(day, asked)
    ahead = _rounds_ahead(rounds, asked)
    turns = _turns(ahead)
    then_over = turns.join(rows_asked(rounds, asked), task_id=turns.col.task_id)
    then_over = then_over.annotate(last_day=rounds.col.last_day, first_end=turns.col.first_end)
    then_over = then_over.filter(Q(last_day__isnull=True) | Q(last_day=F("first_end")))
    places, record = record_over(then_over, rounds, asked, "next_record")
    turning = record.join(turns.queryset().order_by(), task_id=record.col.task_id, _join_type=LOUTER)
    sure = Q(is_sure=1)
    coming = CTE(
        turning.annotate(
            valid_through=Case(
                When(sure, then=Coalesce(F("second_end"), Value(ALWAYS))), default=F("first_end")
            ),
            turns_after=Case(When(sure, then=F("first_end"))),
            next_missed_rounds=Case(When(sure, then=record.col.missed)),
            next_unchanged_rounds=Case(When(sure, then=record.col.unchanged)),
            next_last_round_due_on=Case(When(sure, then=record.col.last_due_on)),
        ).values("task_id", *COMING),
        name="rounds_to_come",
    )
    return rounds, ahead, turns, places, record, coming


def _rounds_known(day: datetime.date, asked: Asked) -> CTE:
    """All rounds as known on `day`, with their `last_day`: null for a round that is over.

    `ends_then` is 1 where the round is certainly over on the next day, else 0.
    """
    closed = Q(step=RoundStep.CLOSE)
    return CTE(
        rounds_about(ReportingRound.objects.with_state(day), asked)
        .order_by()
        .annotate(
            last_day=Case(
                When(Q(opens_on__lte=day) & (closed | Q(due_on__lt=day)), then=Value(None)),
                When(closed, then=Value(day)),
                default=F("due_on"),
                output_field=DateField(),
            ),
            ends_then=Case(
                When(~closed & Q(due_on__gte=F("opens_on")), then=Value(1)),
                default=Value(0),
                output_field=IntegerField(),
            ),
        )
        .values(*OF_A_ROUND, "last_day", "ends_then"),
        name="rounds_known",
    )


def _rounds_ahead(rounds: CTE, asked: Asked) -> CTE:
    """One row per task for each of the `rounds` ahead that ask about it, with the `first` of their ends."""
    return CTE(
        rows_asked(rounds, asked)
        .annotate(last_day=rounds.col.last_day, ends_then=rounds.col.ends_then)
        .filter(last_day__isnull=False)
        .annotate(first=Window(Min("last_day"), partition_by=F("task_id")))
        .values("task_id", "last_day", "ends_then", "first"),
        name="rounds_ahead",
    )


def _turns(ahead: CTE) -> CTE:
    """One row per task: the first and second end of rounds ahead, and whether the first is sure to come."""
    return CTE(
        ahead.queryset()
        .order_by()
        .values("task_id")
        .annotate(
            first_end=Min("last_day"),
            second_end=Min("last_day", filter=Q(last_day__gt=F("first"))),
            is_sure=Min("ends_then", filter=Q(last_day=F("first"))),
        )
        .values("task_id", "first_end", "second_end", "is_sure"),
        name="rounds_turning",
    )
