"""Tasks as a table."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.db import connections
from django.db.models import BigAutoField, F, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce
from django.db.models.sql.constants import LOUTER
from django.utils.translation import gettext as _
from django_cte import CTE, with_cte
from django_cte.raw import raw_cte_sql
from psycopg2.sql import SQL, Literal

from agencies.csv_sql import Reading, as_text
from agencies.tables import Column, Table, chosen_columns
from tasks.enums import AssignmentRole, DerivedStatus, LightColour, TaskMode
from tasks.exports.cells import (
    BETWEEN,
    as_it_is,
    heading_of,
    in_words,
    plain,
    reference,
    table_of_rows,
    yes_or_no,
)
from tasks.models import Assignment, Task
from tasks.summaries.roles import STRENGTH


class HeldByRole(Subquery):
    """The `name`s of the rows of a queryset in their order as people list them, by `role`, as one text.

    `BETWEEN` what is of one of `STRENGTH` and of the next.
    """

    template = "(SELECT %(texts)s FROM (%(subquery)s) AS listed)"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        """By `string_agg`."""
        return self.as_sql(compiler, connection, texts=_texts("string_agg", "chr"))

    def as_sqlite(self, compiler: Any, connection: Any) -> Any:
        """By `group_concat`."""
        return self.as_sql(compiler, connection, texts=_texts("group_concat", "char"))


def _texts(function: str, character: str) -> str:
    named = (
        f"COALESCE({function}(name, '、') FILTER (WHERE role = '{role.value}'), '')" for role in STRENGTH
    )
    return f" || {character}({ord(BETWEEN)}) || ".join(named)


def task_table(tasks: QuerySet[Task], day: datetime.date, fields: Sequence[str] = ()) -> Table:
    """`tasks`, which have their state and adjustments of `day`, in their order: one query."""
    parts = Assignment.objects.in_force_on(day)
    found = tasks.prefetch_related(None)
    if connections[found.db].vendor == "postgresql" and not found.query.where:
        found = _with_all_parts(found, parts)
    else:
        own = parts.filter(task=OuterRef("pk")).order_by("position", "pk")
        found = found.annotate(parts=HeldByRole(own.values("role", name=F("agency__name"))))
    return table_of_rows(found, chosen_columns(task_columns(), fields))


def _with_all_parts(tasks: QuerySet[Task], parts: QuerySet[Assignment]) -> QuerySet[Task]:
    """All `tasks` there are, with the same text as by `HeldByRole`.

    To go once through all parts takes less than half the time of looking those of each task up.
    """
    listed = parts.order_by("task_id", "position", "pk").values("task_id", "role", name=F("agency__name"))
    sql, parameters = listed.query.get_compiler(tasks.db).as_sql()
    texts = _texts("string_agg", "chr")
    grouped = f"SELECT task_id, {texts} AS parts FROM ({sql}) AS listed GROUP BY task_id"  # noqa: S608 - our own SQL
    columns = {"task_id": BigAutoField(), "parts": TextField()}
    held = CTE(raw_cte_sql(grouped, parameters, columns), name="held")
    joined = held.join(tasks, pk=held.col.task_id, _join_type=LOUTER)
    nobody = Value(BETWEEN * (len(STRENGTH) - 1), TextField())
    found: QuerySet[Task] = with_cte(held, select=joined).annotate(parts=Coalesce(held.col.parts, nobody))
    return found


def task_columns() -> list[Column]:
    """A task as printed, how far it is, and whose it is: a column for each role."""
    return [
        Column("reference", _("Task"), ("plan__code", "number"), reference),
        Column("plan", heading_of(Task, "plan"), ("plan__code",), as_it_is),
        Column("section", heading_of(Task, "section"), ("section__path", "section__title"), _section),
        *plain(Task, "number", "text", "assignment_text"),
        *[Column("assignments", str(role.label), ("parts",), _holding(role)) for role in STRENGTH],
        Column("mode", _("How it is assigned"), ("mode",), in_words(TaskMode)),
        Column("status", _("Status"), ("status",), in_words(DerivedStatus)),
        Column("percent", _("Percent"), ("percent",), as_it_is),
        Column("share_count", _("Shares by duty"), ("share_count",), as_it_is),
        Column("shares_confirmed", _("Shares confirmed"), ("shares_confirmed",), as_it_is),
        Column("due_on", _("Due on"), ("due_on",), as_it_is),
        Column("original_due_on", _("First due date"), ("original_due_on",), as_it_is),
        Column("is_adjusted", _("Adjusted"), ("is_adjusted",), yes_or_no()),
        Column("points_behind", _("Points behind"), ("points_behind",), as_it_is),
        Column("light", _("Light"), ("light",), in_words(LightColour)),
        Column("computed_light", _("Computed light"), ("computed_light",), in_words(LightColour)),
        *[
            Column(name, heading_of(Task, name), (name,), yes_or_no(), usual=False)
            for name in ("marked_by_duty", "open_ended")
        ],
        *plain(Task, "start", "end", usual=False),
    ]


_section = Reading(
    lambda path, title: f"{path} {title}".strip(" "),
    lambda path, title: as_text(SQL("btrim({} || ' ' || {})").format(path.name, title.name)),
)
"""The number of a section and its title."""


def _holding(role: AssignmentRole) -> Reading:
    """The agencies in that role, of all in a `HeldByRole`."""
    place = STRENGTH.index(role)
    return Reading(
        lambda held: held.split(BETWEEN)[place],
        lambda held: as_text(
            SQL("split_part({}, {}, {})").format(held.name, Literal(BETWEEN), Literal(place + 1))
        ),
    )
