"""Conditions that choose whose state is read: all tasks, those of a plan, of given keys, or stale ones."""

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
"""From the path that leads from a row of any table to its task, such as `report__task`, to the condition."""


PLAN = Slot("plan", Plan._meta.pk)
"""A place in compiled SQL for the key of the plan, which is put in when the SQL is run."""


class Keys(Field):  # type: ignore[type-arg]
    """A list of keys as one parameter of a query."""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002 - as of every field
        """JSON for SQLite, an array literal for PostgreSQL; text in both cases."""
        return json.dumps(value) if connection.vendor == "sqlite" else f"{{{','.join(map(str, value))}}}"


KEYS = Gap("keys", Keys())
"""A place in compiled SQL for the list of keys, which `with_keys` puts in when the SQL is run."""


class IsNamed(Func):
    """Whether a key is in the list put in for `KEYS`; the SQL is the same for any number of keys."""

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
    """The tasks whose keys `with_keys` puts in when the query is run."""
    return IsNamed(F(path))


def with_one_of(keys: Sequence[int]) -> Among:
    """The tasks with these keys."""
    return lambda path: Q(**{f"{path}__in": keys})


def of_plan(plan: int | Slot) -> Among:
    """The tasks of the plan with that key."""
    return lambda path: Q(plan=plan) if path == "pk" else Q(**{f"{path}__plan": plan})


OF_PLAN = of_plan(PLAN)
"""The tasks of the plan whose key is put in for `PLAN` when the query is run."""


def among_chosen(chosen: CTE) -> Among:
    """The tasks whose keys are the column `pk` of `chosen`; a query of tasks has joined it already."""
    keys = chosen.queryset().order_by().values("pk")
    return lambda path: Q() if path == "pk" else Q(**{f"{path}__in": keys})


class Unforeseen(Func):
    """A value that is hidden from PostgreSQL's planner, as a subquery.

    Its statistics never keep up with how many rows are stale: it would expect a single one and loop over
    thousands. Between two values that it cannot see it expects a fixed share of the table.
    """

    template = "(SELECT %(expressions)s)"


def stale_on(day: datetime.date, whole: Among = every) -> Among:
    """Those of the `whole` whose kept row is stale on `day`."""
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
    """The parameters of a compiled query, with `keys` wherever `KEYS` stands among them."""
    given: Any = json.dumps(keys) if vendor == "sqlite" else keys
    return [given if param is KEYS else param for param in params]
