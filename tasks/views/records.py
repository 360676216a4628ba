"""What an agency was asked and given: round by round, plan by plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.downloads import file_name, file_response
from agencies.models import Agency
from agencies.requests import SignedInRequest
from agencies.rules import is_office
from plans.models import Plan
from tasks import rules
from tasks.exports.records import record_table
from tasks.lineage import assignments_of
from tasks.summaries.over_plans import counts_over_plans
from tasks.summaries.records import AgencyRecord, AskedOnce, agency_record
from tasks.views.asked import asked_day, asked_file, date_of

MOST_LISTED = 500


@login_required
@require_safe
def agency_record_page(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The agency's tasks plan by plan, and what rounds asked of it; `?rollup=`: with what it carries then.

    `round`, `role`, `answer` and `outcome` choose what is listed below; with `?format=` that as a file.
    """
    agency = get_object_or_404(Agency.objects.visible_to(request.user), pk=pk)
    asked, rollup, file = asked_day(request), date_of(request, "rollup"), asked_file(request)
    held = assignments_of(agency, rollup).visible_to(request.user)
    record = agency_record(held, asked.day)
    # What others had returned before it carries is theirs and the office's to read.
    own = rollup is None and rules.sees_reviews_of(request.user, agency)
    sees_returns = own or is_office(request.user)
    listed = _listed(request, record, sees_returns=sees_returns)
    if file:
        rounds = {one.round.pk: one.round for one in record.rounds}
        table = record_table(listed, rounds, with_returned=sees_returns)
        return file_response(table, file, file_name(_("Reporting record"), agency.name, asked.day))
    plans = list(Plan.objects.visible_to(request.user).order_by("year", "code"))
    context: dict[str, Any] = {
        "asked": asked,
        "rollup": rollup,
        "agency": agency,
        "record": record,
        "rounds": {one.round.pk: one.round for one in record.rounds},
        "sees_returns": sees_returns,
        "plans": counts_over_plans(agency, held.in_force_on(asked.day), plans, asked.day),
        "listed": listed[:MOST_LISTED],
        "total": len(listed),
        "chosen": {name: request.GET.get(name, "") for name in ("round", "role", "answer", "outcome")},
    }
    return render(request, "tasks/agency_record.html", context)


def _listed(request: SignedInRequest, record: AgencyRecord, *, sees_returns: bool) -> Sequence[AskedOnce]:
    """The parts that the address asks for."""
    wanted = request.GET
    over = {one.round.pk for one in record.rounds if one.is_over}
    return [
        part
        for part in record.parts
        if wanted.get("round", "") in {"", "over", str(part.round)}
        and (wanted.get("round") != "over" or part.round in over)
        and wanted.get("role", "") in {"", part.role}
        and wanted.get("answer", "") in {"", part.prompt}
        and _has_outcome(part, wanted.get("outcome", ""), sees_returns=sees_returns)
    ]


def _has_outcome(part: AskedOnce, outcome: str, *, sees_returns: bool) -> bool:
    if outcome == "confirmed":
        return part.confirmed
    return sees_returns and part.returned if outcome == "returned" else True
