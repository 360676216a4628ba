"""What rounds asked of an agency, as a table."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from agencies.tables import Table
from tasks.summaries.records import AskedOnce


def record_table(parts: Sequence[AskedOnce], *, with_returned: bool) -> Table:
    """A row for each part that a round asked about; who may not read reviews has no column for returns."""
    yes = {True: _("yes"), False: _("no")}
    headings = [
        *(_("Round"), _("Task"), _("Text"), _("Agency"), _("Role"), _("Answer")),
        *(_("Submitted on"), _("Days late"), _("Confirmed or accepted")),
        *([_("Returned")] if with_returned else []),
    ]
    rows = (
        [
            *(str(part.round), part.reference, part.text, part.agency),
            *(str(part.role.label), str(part.promptness.label), part.handed_in_on, part.days_late),
            *(yes[part.confirmed], *([yes[part.returned]] if with_returned else [])),
        ]
        for part in parts
    )
    return Table(headings, rows)
