"""What agencies have and how far it is, as a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext as _

from agencies.tables import Column, Table, chosen_columns, table_of
from tasks.enums import AssignmentRole, DerivedStatus
from tasks.exports.cells import as_it_is
from tasks.summaries import AgencyCounts


def agency_table(counts: Iterable[AgencyCounts], fields: Sequence[str] = ()) -> Table:
    """The three counts of every agency, which are never one sum."""

    def rows(paths: Sequence[str]) -> Iterable[Any]:
        readers = [attrgetter(path) for path in paths]
        return ([read(one) for read in readers] for one in counts)

    return table_of(chosen_columns(agency_columns(), fields), rows)


def agency_columns() -> list[Column]:
    """As lead and by duty with every status, as participant with what it handed in."""
    found = [Column("agency", _("Agency"), ("agency.name",), as_it_is)]
    for role in (AssignmentRole.LEAD, AssignmentRole.BY_DUTY, AssignmentRole.PARTICIPATING):
        numbers = {"total": _("Tasks"), "reported": _("Reported"), "accepted": _("Accepted")}
        found += [
            Column(role.value, _in_role(role, word), (f"{role.value}.{name}",), as_it_is)
            for name, word in numbers.items()
        ]
        if role != AssignmentRole.PARTICIPATING:
            found += [_by_status(role, status) for status in DerivedStatus]
    return found


def _by_status(role: AssignmentRole, status: DerivedStatus) -> Column:
    heading = _in_role(role, str(status.label))
    return Column(role.value, heading, (f"{role.value}.by_status",), lambda counted: counted[status])


def _in_role(role: AssignmentRole, what: str) -> str:
    return _("%(role)s: %(what)s") % {"role": role.label, "what": what}
