"""Of which tasks the state is asked: of all, of those whose standing is stale, or of those named by key."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import BooleanField, DateField, F, Field, Func, Q, Value
from django_cte import CTE

from agencies.slots import Gap, Slot
from plans.models import Plan
from tasks.models.standings import NEVER, TaskStanding, first_held

Among = Callable[[str], Q | Func]
"""From the path to a task's key, such as `report__task`, to the condition that it is one of those asked."""


PLAN = Slot("plan", Plan._meta.pk)
"""Stands in SQL that is compiled once for the plan (its key) whose tasks are asked when it is run."""


class Keys(Field):  # type: ignore[type-arg]
    """A list of keys, as each kind of database takes one."""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002 - as of every field
        """SQLite takes JSON, PostgreSQL an array, as the text that it is sent as either way."""
        return json.dumps(value) if connection.vendor == "sqlite" else f"{{{','.join(map(str, value))}}}"


KEYS = Gap("keys", Keys())
"""Stands in compiled SQL where the keys go when it is run."""


class IsNamed(Func):
    """Whether a key is one of those named when the query is run; the text is the same for any number."""

    output_field = BooleanField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """SQLite takes a list as JSON."""
        sql, params = compiler.compile(self.source_expressions[0])
        return f"{sql} IN (SELECT value FROM json_each(%s))", [*params, KEYS]  # noqa: S608 - a column

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """PostgreSQL takes a list as an array, which an index answers."""
        sql, params = compiler.compile(self.source_expressions[0])
        return f"{sql} = ANY(%s)", [*params, KEYS]


def every(path: str) -> Q | Func:
    """All tasks."""
    return Q()


def named(path: str) -> Q | Func:
    """The tasks of `with_keys`."""
    return IsNamed(F(path))


def with_one_of(keys: Sequence[int]) -> Among:
    """The tasks that have these keys."""
    return lambda path: Q(**{f"{path}__in": keys})


def of_plan(plan: int | Slot) -> Among:
    """The tasks of the plan of that key."""
    return lambda path: Q(plan=plan) if path == "pk" else Q(**{f"{path}__plan": plan})


OF_PLAN = of_plan(PLAN)
"""The tasks of a plan that is known when the query is run."""


def among_chosen(chosen: CTE) -> Among:
    """The tasks whose keys `chosen` has as `pk`; tasks themselves are joined with it already."""
    keys = chosen.queryset().order_by().values("pk")
    return lambda path: Q() if path == "pk" else Q(**{f"{path}__in": keys})


class Unforeseen(Func):
    """A value that PostgreSQL does not see when it plans a query.

    How many standings are stale its statistics never tell in time: it takes them for one, and then goes
    through thousands one by one. Between two values that it does not see it expects a share of the table.
    """

    template = "(SELECT %(expressions)s)"


def stale_on(day: datetime.date, whole: Among = every) -> Among:
    """The tasks among the `whole` whose standing says nothing of `day`."""
    bounds = (
        Unforeseen(Value(NEVER, output_field=DateField())),
        Unforeseen(Value(first_held(day), output_field=DateField())),
    )
    stale_rows = TaskStanding.objects.filter(valid_through__gte=bounds[0], valid_through__lt=bounds[1])

    def stale(path: str) -> Q | Func:
        if path == "pk":
            # By a join, so that it comes before everything that is joined to tasks.
            unsaid = Q(standing__valid_through__gte=bounds[0], standing__valid_through__lt=bounds[1])
            return Q(unsaid, whole("pk"))
        return Q(**{f"{path}__in": stale_rows.order_by().filter(whole("task")).values("task_id")})

    return stale


def with_keys(params: Iterable[Any], keys: list[int], vendor: str) -> list[Any]:
    """The parameters of a compiled query with the keys of `named` tasks in their places."""
    given: Any = json.dumps(keys) if vendor == "sqlite" else keys
    return [given if param is KEYS else param for param in params]
