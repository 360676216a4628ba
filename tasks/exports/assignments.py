"""Assignments as a table."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from agencies.tables import Column, Table, chosen_columns
from tasks.enums import AssignmentBasis, AssignmentRole
from tasks.exports.cells import as_it_is, heading_of, in_words, plain, reference, table_of_rows
from tasks.models import Assignment


def assignment_table(assignments: QuerySet[Assignment], fields: Sequence[str] = ()) -> Table:
    """`assignments` in their order: one query."""
    return table_of_rows(assignments, chosen_columns(assignment_columns(), fields))


def assignment_columns() -> list[Column]:
    """An agency's part in a task, since when and on what basis."""
    return [
        Column("task", _("Task"), ("task__plan__code", "task__number"), reference),
        Column("agency", heading_of(Assignment, "agency"), ("agency__name",), as_it_is),
        Column("role", heading_of(Assignment, "role"), ("role",), in_words(AssignmentRole)),
        *plain(Assignment, "position", "name_as_written"),
        Column("basis", heading_of(Assignment, "basis"), ("basis",), in_words(AssignmentBasis)),
        *plain(Assignment, "in_force_from", "in_force_until", "reason"),
        *plain(Assignment, "id", "start", "end", usual=False),
        Column(
            "received_from",
            heading_of(Assignment, "received_from"),
            ("received_from_id",),
            as_it_is,
            usual=False,
        ),
    ]
