"""Confirming many reports at once, where nothing is disputed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agencies.models import User
from agencies.rules import is_office
from tasks import rules
from tasks.enums import ReportState
from tasks.models import Notice, ProgressReport, Task
from tasks.services.consolidation import tasks_locked
from tasks.services.notices import notices_locked
from tasks.services.reviews import report_confirm
from tasks.summaries.disputes import is_undisputed, with_dispute

MOST = 200
"""How many reports are confirmed together: all of them are locked until the last is done."""


@dataclass(frozen=True)
class LeftReport:
    """A report that was not confirmed with the others, and why, in the reader's language."""

    report: ProgressReport
    why: str


@dataclass(frozen=True)
class ManyConfirmed:
    """What became of the reports that were ticked; `gone`: so many are not there any more."""

    confirmed: Sequence[ProgressReport]
    left: Sequence[LeftReport]
    gone: int


@transaction.atomic
def reports_confirm_many(*, actor: User, shown: Mapping[int, int]) -> ManyConfirmed:
    """Confirm as reported the undisputed ones of the reports with the keys of `shown` (to versions read).

    Each is judged by itself, as it is now and under its lock: whatever was taken back, changed, decided about
    or disputed since it was shown is left as it is and named, and the others are confirmed. Nobody confirms
    what they wrote or submitted, here as elsewhere. Raises `ValidationError` where nothing was ticked,
    or more than `MOST`.
    """
    if not is_office(actor):
        raise PermissionDenied(_("The office confirms reports, and never one it submitted itself."))
    if not shown:
        raise ValidationError({"reports": _("Tick at least one report.")})
    if len(shown) > MOST:
        raise ValidationError({"reports": _("Tick at most %(number)s reports.") % {"number": MOST}})
    chosen = ProgressReport.objects.filter(pk__in=shown)
    # As everywhere the tasks before their reports, and in order: two who confirm many never wait in a ring.
    tasks_locked(Task.objects.filter(pk__in=chosen.values("task")))
    list(chosen.select_for_update().order_by("pk").values_list("pk"))
    notices_locked(Notice.objects.filter(report__in=shown).unread())
    confirmed: list[ProgressReport] = []
    left: list[LeftReport] = []
    in_order = with_dispute(chosen).order_by("task__plan__code", "task__number", "pk")
    rows = list(in_order.select_related("task__plan", "agency"))
    for row in rows:
        why = _left_because(actor, row, shown[row.pk])
        if why:
            left.append(LeftReport(row, why))
        else:
            report_confirm(actor=actor, report=row, expected_version=row.version)
            confirmed.append(row)
    return ManyConfirmed(confirmed, left, gone=len(shown) - len(rows))


def _left_because(actor: User, report: ProgressReport, read_version: int) -> str:
    """Why the locked report is not confirmed with the others; empty where it is."""
    if report.state != ReportState.SUBMITTED:
        return _("it is “%(state)s” now") % {"state": report.get_state_display()}
    if report.version != read_version:
        return _("the agency changed it meanwhile")
    if not rules.can_confirm(actor, report):
        return _("it is not yours to confirm")
    return "" if is_undisputed(actor, report) else _("it needs a look of its own")
