"""Tables of agencies and what they were given in which role; every figure leads to the tasks it counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from django import template
from django.utils.safestring import SafeString

from tasks.enums import AssignmentRole, DerivedStatus
from tasks.summaries import AgencyCounts, RoleCount
from tasks.templatetags.lists import day_url, figure, task_list_url

register = template.Library()

LEAD, BY_DUTY, PARTICIPATING = AssignmentRole.LEAD, AssignmentRole.BY_DUTY, AssignmentRole.PARTICIPATING
STATUSES = list(DerivedStatus)
COMPLETED, NO_REPORT = (STATUSES.index(one) for one in (DerivedStatus.COMPLETED, DerivedStatus.NO_REPORT))
ZERO = '<td class="number"><span class="table__zero">0</span></td>'


@dataclass(frozen=True)
class RoleColumns:
    """The columns of a role: how many tasks, then the `numbers`, each asked for by one of the `filters`."""

    role: AssignmentRole
    filters: Sequence[str]
    numbers: Callable[[RoleCount], Sequence[int]]


def _of_status(*statuses: DerivedStatus) -> list[str]:
    return [f"part_status={status.value}" for status in statuses]


WHOLE = (
    RoleColumns(LEAD, _of_status(*STATUSES), lambda count: count.numbers),
    RoleColumns(BY_DUTY, _of_status(*STATUSES), lambda count: count.numbers),
    RoleColumns(
        PARTICIPATING, ["reported=true", "accepted=true"], lambda count: (count.reported, count.accepted)
    ),
)
"""All that is counted."""

ENDS = _of_status(DerivedStatus.COMPLETED, DerivedStatus.NO_REPORT)

SHORT = (
    RoleColumns(LEAD, ENDS, lambda count: (count.numbers[COMPLETED], count.numbers[NO_REPORT])),
    RoleColumns(BY_DUTY, ENDS, lambda count: (count.numbers[COMPLETED], count.numbers[NO_REPORT])),
    RoleColumns(PARTICIPATING, ["reported=true"], lambda count: (count.reported,)),
)
"""What is done, and of what nothing is known."""


@register.simple_tag(takes_context=True)
def agency_rows(context: template.Context, rows: Iterable[AgencyCounts], plan: str) -> SafeString:
    """A row of a table for each agency: its name and its three counts in `plan` (empty: in all)."""
    return _rows(context, rows, plan, WHOLE)


@register.simple_tag(takes_context=True)
def count_cells(context: template.Context, counts: AgencyCounts, **filters: Any) -> SafeString:
    """The same cells of one agency's counts among the tasks that meet `filters`."""
    return SafeString(_cells(counts, escape(task_list_url(context, agency=counts.agency, **filters)), WHOLE))


@register.inclusion_tag("tasks/_agency_matrix.html", takes_context=True)
def agency_matrix(context: template.Context, rows: Sequence[AgencyCounts], plan: str) -> Mapping[str, Any]:
    """Agencies by role in `plan`: the roles that there are, and of each what matters most."""
    shown = [one for one in SHORT if any(getattr(row, one.role.value).total for row in rows)]
    return {"roles": [one.role.value for one in shown], "rows": _rows(context, rows, plan, shown)}


def _rows(
    context: template.Context, rows: Iterable[AgencyCounts], plan: str, shown: Sequence[RoleColumns]
) -> SafeString:
    # There are hundreds: the addresses are escaped once, and what is put into them are numbers and our words.
    before, after = escape(day_url(context, "tasks:agency_detail", 0)).split("/0/")
    tasks = task_list_url(context, plan=plan)
    of_agency = f"{escape(tasks)}{'&amp;' if '?' in tasks else '?'}agency="
    return SafeString(
        "".join(
            [
                f'<tr>\n    <th scope="row" lang="zh-Hans"><a href="{before}/{key}/{after}">'
                f"{escape(row.agency.name)}</a></th>\n    {_cells(row, f'{of_agency}{key}', shown)}\n  </tr>"
                for row, key in ((row, row.agency.pk) for row in rows)
            ]
        )
    )


def _cells(counts: AgencyCounts, address: str, shown: Sequence[RoleColumns]) -> str:
    """The counts of an agency, each figure with the address of its tasks."""
    cells: list[str] = []
    for columns in shown:
        of_role = f"{address}&amp;role={columns.role.value}"
        count: RoleCount = getattr(counts, columns.role.value)
        cells.append(f'<td class="number table__group">{figure(count.total, of_role)}</td>')
        if not count.total:
            cells.append(ZERO * len(columns.filters))
            continue
        cells += [
            f'<td class="number"><a href="{of_role}&amp;{name}">{number}</a></td>' if number else ZERO
            for name, number in zip(columns.filters, columns.numbers(count), strict=True)
        ]
    return "".join(cells)
