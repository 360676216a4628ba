"""One agency's reports of a round in one table, saved row by row; nothing typed in another row is lost."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from agencies.models import Agency
from agencies.requests import SignedInRequest
from plans.clock import today
from tasks import rules
from tasks.forms.keys import key_of
from tasks.forms.round_fill import RowForm, TableRow, save_typed, table_rows
from tasks.models import ProgressReport
from tasks.summaries.round_fill import RoundFill, agencies_to_fill, row_lost
from tasks.summaries.round_fill import round_fill as fill_of
from tasks.views.lookup import visible_round
from tasks.views.report_edit import said_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def round_fill(request: SignedInRequest, pk: int) -> HttpResponse:
    """The table; what is sent to it as a whole saves a draft of every row that was typed into."""
    fill = _fill(request, pk)
    if request.method != "POST":
        return _page(request, fill, table_rows(fill))
    acted = save_typed(actor=request.user, fill=fill, posted=request.POST)
    refused = [done.form for done in acted if done.form]
    if refused:
        shown = _fill(request, pk)
        status = max(form.http_status for form in refused)
        return _page(request, shown, table_rows(shown, request.POST, acted), status)
    said = ngettext("%(number)s draft saved.", "%(number)s drafts saved.", len(acted))
    messages.success(request, said % {"number": len(acted)} if acted else _("No row was changed."))
    return redirect(_address(fill))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def round_fill_row(request: SignedInRequest, pk: int, reference: str) -> HttpResponse:
    """One row sent: answered with the row alone to htmx, else with the table and all that was typed in it."""
    fill = _fill(request, pk)
    row = fill.row_of(reference) or row_lost(fill, reference)
    if row is None:
        raise Http404
    if request.method != "POST":
        return redirect(f"{_address(fill)}#row-{reference}")
    form, action = RowForm(row, request.POST, acted_on=True), request.POST.get("action", "save")
    report = form.act(action, actor=request.user, row=row)
    done = TableRow(row, None if report else form, _said(report) if report else "")
    shown = _fill(request, pk)
    rows = table_rows(shown, request.POST, [done])
    if request.headers.get("HX-Request"):
        context = {"fill": shown, "shown": next(one for one in rows if one.row.task.pk == row.task.pk)}
        return render(request, "tasks/_round_fill_answer.html", context)
    return _page(request, shown, rows, form.http_status)


def _fill(request: SignedInRequest, pk: int) -> RoundFill:
    """The table of `?agency=`, else of the first agency that this person reports for in the round.

    Raises `PermissionDenied` where they report for none that was asked.
    """
    reporting_round = visible_round(request.user, pk, today())
    wanted = request.GET.get("agency", "")
    agencies = agencies_to_fill(reporting_round, request.user, today())
    for agency in agencies:
        if wanted in {"", str(agency.pk)}:
            return fill_of(reporting_round, agency, request.user, today())
    named = Agency.objects.filter(pk=key_of(wanted) or 0).first()
    if named and request.method == "POST" and rules.writes_for(request.user, named):
        # Its last part went elsewhere while the table was open: the service refuses, with the text kept.
        return fill_of(reporting_round, named, request.user, today())
    raise PermissionDenied(_("This round asks your agency about no task."))


def _said(report: ProgressReport) -> str:
    if report.no_change:
        return _("Submitted: no change this period on %(task)s.") % {"task": report.task.reference}
    return said_of(report)


def _address(fill: RoundFill) -> str:
    return f"{reverse('tasks:round_fill', args=[fill.round.pk])}?agency={fill.agency.pk}"


def _page(
    request: SignedInRequest, fill: RoundFill, rows: Sequence[TableRow], status: int = 200
) -> HttpResponse:
    only_to_do = request.GET.get("show") == "to_do"
    context = {
        "fill": fill,
        "rows": [one for one in rows if one.form or one.said or not only_to_do],
        "refused": [one for one in rows if one.form and one.form.errors],
        "only_to_do": only_to_do,
        "today": today(),
    }
    return render(request, "tasks/round_fill.html", context, status=status)
