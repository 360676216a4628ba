"""What somebody's agency has and owes."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from agencies.requests import SignedInRequest
from agencies.views.parts import render_part
from plans.clock import today
from tasks import rules
from tasks.filters.orderings import WORK_ORDERINGS
from tasks.filters.work import WorkFilter
from tasks.models import ReportingRound
from tasks.summaries.chases import chases_to_sign
from tasks.summaries.consolidation import consolidations_of
from tasks.summaries.opinions import awaited_opinions
from tasks.summaries.review_queue import awaiting
from tasks.summaries.work_sql import OWED
from tasks.summaries.worklist import standing_counts, work_items, worklist
from tasks.views.report_forms import form_in_place

PAGE_LENGTH = 30


@login_required
@require_safe
def my_tasks(request: SignedInRequest) -> HttpResponse:
    """Everything this person writes reports about, the most urgent first, in pages and as filtered."""
    if not rules.reviews(request.user):
        raise PermissionDenied
    day = today()
    work = worklist(request.user, day)
    counts = standing_counts(work)
    chosen = WorkFilter(request.GET, queryset=work, request=request)
    page = _page(request, chosen, day)
    context = {
        **form_in_place(request, [item.assignment for item in page.object_list]),
        "counts": counts,
        "owed": sum(number for standing, number in counts.items() if standing in OWED),
        "filter": chosen,
        "page_obj": page,
        "awaiting": awaiting(request.user).count(),
        "opinions_awaited": awaited_opinions(request.user, day),
        "consolidations": consolidations_of(request.user),
        "chases": chases_to_sign(request.user, day),
        "rounds": ReportingRound.objects.asking(request.user, day),
    }
    return render_part(request, "tasks/my_tasks.html", "tasks/_my_results.html", context)


def _page(request: SignedInRequest, chosen: WorkFilter, day: datetime.date) -> Page[Any]:
    """The page of what meets the filters; of nothing where one is wrong."""
    found = chosen.queryset.none() if chosen.errors else chosen.qs
    page: Page[Any] = Paginator(WORK_ORDERINGS.chosen(()).sorted(found), PAGE_LENGTH).get_page(
        request.GET.get("page")
    )
    page.object_list = work_items(page.object_list, request.user, day)
    return page
