"""What an agency was asked and given: round by round, plan by plan."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.downloads import FileName
from agencies.models import Agency
from agencies.requests import SignedInRequest
from agencies.views.parts import file_for_page
from plans.models import Plan
from tasks import rules
from tasks.enums import AssignmentRole, Promptness
from tasks.exports.records import record_table
from tasks.lineage import assignments_of
from tasks.summaries.over_plans import counts_over_plans
from tasks.summaries.records import AgencyRecord, agency_record
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
    held = assignments_of(agency, rollup, asked.day).visible_to(request.user)
    record = agency_record(held, request.user, asked.day)
    sees_returns = rules.sees_reviews_of(request.user, agency, carried=rollup is not None)
    chosen = {name: request.GET.get(name, "") for name in ("round", "role", "answer", "outcome")}
    hidden = chosen["outcome"] == "returned" and not sees_returns
    listed = [] if hidden else record.narrowed(**chosen)
    if file:
        table = record_table(listed, with_returned=sees_returns)
        return file_for_page(table, file, FileName(_("Reporting record"), agency.name, asked.day))
    plans = list(Plan.objects.visible_to(request.user).order_by("year", "code"))
    context = {
        "asked": asked,
        "rollup": rollup,
        "agency": agency,
        "record": record,
        "sees_returns": sees_returns,
        "plans": counts_over_plans(agency, held.in_force_on(asked.day), plans, asked.day),
        "listed": listed[:MOST_LISTED],
        "total": len(listed),
        "narrowed_to": _in_words(record, **chosen),
    }
    return render(request, "tasks/agency_record.html", context)


def _in_words(record: AgencyRecord, *, round: str, role: str, answer: str, outcome: str) -> list[str]:  # noqa: A002
    """What `AgencyRecord.narrowed` was asked for; nothing of what it knows nothing of."""
    rounds = {str(one.round.pk): str(one.round) for one in record.rounds} | {
        "over": _("Rounds that are over")
    }
    outcomes = {"confirmed": _("Confirmed or accepted"), "returned": _("Returned")}
    words = (
        rounds.get(round),
        dict(AssignmentRole.choices).get(role),
        dict(Promptness.choices).get(answer),
        outcomes.get(outcome),
    )
    return [str(word) for word in words if word]
