"""The office opens, extends and closes rounds."""

from __future__ import annotations

import datetime

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from plans.clock import today
from tasks.models import ReportingRound
from tasks.services import rounds
from tests.factories import in_days
from tests.tasks.machine.facts import Round
from tests.tasks.machine.strategies import PICK, WILLING
from tests.tasks.machine.trying import Trying


class Rounds(Trying):
    """The office opens, extends and closes rounds."""

    @precondition(lambda self: self.number % 3 == 0 or not self.model.round_under_way())
    @rule(pick=PICK, willing=WILLING, tasks=st.sets(st.integers(1, 4)) | st.none(), due=st.integers(-1, 20))
    def open_round(self, pick: int, willing: bool, tasks: set[int] | None, due: int) -> None:
        unsettled = {
            n for n in self.world.tasks if self.model.status_of(n)[0] not in {"completed", "dropped"}
        }
        asked = unsettled if tasks is None else tasks
        person = self.who(pick, lambda person: self.model.may_open(person, asked, due), willing=willing)
        self.number += 1
        made = self.tried(
            self.model.may_open(person, asked, due),
            lambda: rounds.round_open(
                actor=self.user(person),
                plan=self.world.plan,
                name=f"第{self.number}期",
                opens_on=today(),
                due_on=self.day(due),
                day=today(),
                tasks=None if tasks is None else [self.world.tasks[number] for number in tasks],
            ),
        )
        if made:
            self.model.rounds[made.pk] = Round(due, frozenset(asked))

    @precondition(lambda self: self.model.rounds)
    @rule(
        pick=PICK, which=PICK, willing=WILLING, due=st.integers(0, 30), reason=st.sampled_from(["节假日", ""])
    )
    def extend_round(self, pick: int, which: int, willing: bool, due: int, reason: str) -> None:
        key = self.a_round(which)
        person = self.who(
            pick, lambda person: self.model.may_extend(person, key, due, reason), willing=willing
        )
        if self.tried(
            self.model.may_extend(person, key, due, reason),
            lambda: rounds.round_extend(
                actor=self.user(person),
                reporting_round=ReportingRound.objects.get(pk=key),
                due_on=self.day(due),
                reason=reason,
                day=today(),
            ),
        ):
            self.model.rounds[key] = Round(due, self.model.rounds[key].tasks)

    @precondition(lambda self: self.model.round_under_way())
    @rule(pick=PICK, which=PICK, willing=WILLING)
    def close_round(self, pick: int, which: int, willing: bool) -> None:
        key = self.a_round(which)
        person = self.who(pick, lambda person: self.model.may_close(person, key), willing=willing)
        if self.tried(
            self.model.may_close(person, key),
            lambda: rounds.round_close(
                actor=self.user(person), reporting_round=ReportingRound.objects.get(pk=key)
            ),
        ):
            self.model.rounds[key].closed = True

    def a_round(self, which: int) -> int:
        return list(self.model.rounds)[which % len(self.model.rounds)]

    def day(self, days: int) -> datetime.date:
        return in_days(days)
