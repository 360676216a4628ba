"""What waits for somebody's decision: one report after the other, or many where nothing is disputed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from agencies.models import Agency
from agencies.requests import SignedInRequest
from agencies.rules import is_office
from agencies.views.parts import in_place, render_part
from plans.clock import today
from tasks import rules
from tasks.filters import ProgressReportFilter
from tasks.forms.keys import key_of
from tasks.forms.reviews import ConfirmManyForm
from tasks.models.reports import ProgressReportQuerySet
from tasks.services.many_reviews import ManyConfirmed
from tasks.summaries.disputes import undisputed
from tasks.summaries.review_queue import awaiting, queue_place, waiting_rows
from tasks.summaries.task_dates import extensions_awaiting
from tasks.views.lookup import visible_report
from tasks.views.reports import report_context

FILTERS = ("plan", "agency", "claim")
UNDISPUTED = ("plan", "agency")
"""The filters of what may be confirmed together: nothing of that claims anything."""
AT_ONCE = 50
"""How many reports one page offers to confirm together."""


@login_required
@require_safe
def review_queue(request: SignedInRequest) -> HttpResponse:
    """The office confirms, leads accept shares, approvers pass on; `?report=` chooses one that waits."""
    if not rules.reviews(request.user):
        raise PermissionDenied
    chosen = _filtered(request, FILTERS)
    place = queue_place(_queue(chosen), key_of(request.GET.get("report", "")), today())
    context: dict[str, Any] = {
        "place": place,
        "extensions": extensions_awaiting(request.user).count(),
        "confirms_many": is_office(request.user),
        **_filter_context(chosen, FILTERS),
    }
    if place.chosen:
        context |= report_context(request.user, visible_report(request.user, place.chosen))
        context["next_url"] = f"{request.path}?{_address(context['query'], place.following)}"
    return render_part(request, "tasks/review_queue.html", "tasks/_review_queue.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review_many(request: SignedInRequest) -> HttpResponse:
    """What the office may confirm together; `?all=1` has every box of the page ticked."""
    if not is_office(request.user):
        raise PermissionDenied
    chosen = _filtered(request, UNDISPUTED)
    context = _filter_context(chosen, UNDISPUTED)
    form = ConfirmManyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.confirmed(actor=request.user):
        _tell(request, form.outcome)
        return redirect(f"{reverse('tasks:review_many')}?{context['query']}")
    page: Any = Paginator(undisputed(_queue(chosen)), AT_ONCE).get_page(request.GET.get("page"))
    page.object_list = waiting_rows(page.object_list, today())
    context |= {"form": form, "page": page, "ticked": request.GET.get("all") == "1"}
    page_and_part = "tasks/review_many.html", "tasks/_review_many.html"
    shown = render_part(request, *page_and_part, context, form.http_status)
    return in_place(shown, "#many") if form.is_bound else shown


def _filtered(request: SignedInRequest, names: Sequence[str]) -> ProgressReportFilter:
    wanted = {name: request.GET[name] for name in names if request.GET.get(name)}
    waiting = awaiting(request.user)
    found = ProgressReportFilter(wanted, waiting, request=request)
    agencies = Agency.objects.filter(pk__in=waiting.order_by().values("agency"))
    found.form.fields["agency"].queryset = agencies
    return found


def _queue(chosen: ProgressReportFilter) -> ProgressReportQuerySet:
    """What the filters leave; nothing where one of them is wrong."""
    found: ProgressReportQuerySet = chosen.queryset.none() if chosen.errors else chosen.qs
    return found


def _filter_context(chosen: ProgressReportFilter, names: Sequence[str]) -> dict[str, Any]:
    query = QueryDict(mutable=True)
    query.update({name: chosen.data[name] for name in names if chosen.data.get(name)})
    return {
        "chosen": chosen,
        "filters": [chosen.form[name] for name in names],
        "query": query.urlencode(),
    }


def _address(query: str, report: int | None) -> str:
    return "&".join(part for part in (query, f"report={report}" if report else "") if part)


def _tell(request: SignedInRequest, outcome: ManyConfirmed) -> None:
    if outcome.confirmed:
        number = len(outcome.confirmed)
        said = ngettext("You confirmed %(number)s report.", "You confirmed %(number)s reports.", number)
        messages.success(request, said % {"number": number})
    for one in outcome.left:
        said = _("%(task)s of %(agency)s was not confirmed: %(why)s.")
        task = one.report.task.reference
        messages.warning(request, said % {"task": task, "agency": one.report.agency, "why": one.why})
    if outcome.gone:
        said = ngettext(
            "%(number)s report is not there any more.",
            "%(number)s reports are not there any more.",
            outcome.gone,
        )
        messages.warning(request, said % {"number": outcome.gone})
