"""Decisions about links as a table."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from agencies.tables import Column, Table, chosen_columns
from tasks.enums import LinkDecision
from tasks.exports.cells import as_it_is, heading_of, in_words, plain, reference, table_of_rows
from tasks.models import TaskLink


def link_table(links: QuerySet[TaskLink], fields: Sequence[str] = ()) -> Table:
    """`links` in their order: one query."""
    return table_of_rows(links.select_related(None), chosen_columns(link_columns(), fields))


def link_columns() -> list[Column]:
    """Two tasks with their texts, and what was decided about them, by whom and when."""
    return [
        Column("later", heading_of(TaskLink, "later"), ("later__plan__code", "later__number"), reference),
        Column("later", _("Later text"), ("later__text",), as_it_is),
        Column(
            "earlier", heading_of(TaskLink, "earlier"), ("earlier__plan__code", "earlier__number"), reference
        ),
        Column("earlier", _("Earlier text"), ("earlier__text",), as_it_is),
        Column("decision", heading_of(TaskLink, "decision"), ("decision",), in_words(LinkDecision)),
        *plain(TaskLink, "reason", "score", "decided_at"),
        Column("decided_by", heading_of(TaskLink, "decided_by"), ("decided_by__username",), as_it_is),
        *plain(TaskLink, "id", usual=False),
    ]
