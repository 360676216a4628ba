"""Agencies by what they were given to do."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.downloads import FileName
from agencies.filters import AgencyFilter
from agencies.lineage import rolls_up_to
from agencies.models import Agency, AgencySuccession, FormerSuccession
from agencies.models.recorded import known_before
from agencies.requests import SignedInRequest
from agencies.views.parts import file_for_page, render_part
from plans.clock import end_of
from plans.models import Plan
from plans.rules import manages_plans
from tasks.enums import AssignmentRole
from tasks.exports import agency_table
from tasks.lineage import assignments_of
from tasks.models import Task
from tasks.models.task import TaskQuerySet
from tasks.summaries import AgencyCounts, RoleCount, agency_counts
from tasks.summaries.duties import open_duties
from tasks.summaries.held import Held, held_by
from tasks.summaries.role_totals import role_totals
from tasks.summaries.task_pages import PAGE_LENGTH
from tasks.summaries.task_rows import task_rows
from tasks.views.asked import AskedDay, asked_day, asked_file, date_of, named_plan
from tasks.views.task_list import tasks_as_file


@login_required
@require_safe
def agency_list(request: SignedInRequest) -> HttpResponseBase:
    """Every agency of its day by name, with its three counts over all plans or one; `?format=`: as a file."""
    asked, file = asked_day(request), asked_file(request)
    plans = list(Plan.objects.visible_to(request.user))
    plan = named_plan(request, plans)
    agencies = Agency.objects.visible_to(request.user)
    chosen = AgencyFilter(request.GET, queryset=agencies, request=request)
    rows = agency_counts(plan, asked.day, list(agencies.none() if chosen.errors else chosen.qs))
    if file:
        name = FileName(_("Agencies"), plan.code if plan else "", asked.day)
        return file_for_page(agency_table(rows), file, name)
    context = {
        "asked": asked,
        "plans": plans,
        "plan": plan,
        "filter": chosen,
        "rows": rows,
        "totals": role_totals(Task.objects.visible_to(request.user), plan, asked.day) if plan else None,
    }
    return render_part(request, "tasks/agency_list.html", "tasks/_agency_results.html", context)


@dataclass(frozen=True)
class RoleTab:
    """One role of an agency's page, and how many tasks the agency has in it."""

    role: AssignmentRole
    count: RoleCount


@login_required
@require_safe
def agency_detail(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """One agency's tasks over all plans, as of its day or (`?rollup=`) as carried on that later day.

    With `?format=` those of the role that is shown as a file.
    """
    agency = get_object_or_404(Agency.objects.visible_to(request.user), pk=pk)
    asked, rollup = asked_day(request), date_of(request, "rollup")
    held = assignments_of(agency, rollup, asked.day).visible_to(request.user).in_force_on(asked.day)
    found, file = held_by(agency, held, asked.day, carried=rollup is not None), asked_file(request)
    if file:
        tasks = _rows(request, found.tasks(_role(request, found.counts)), asked.day)
        return tasks_as_file(tasks.order_by("plan", "number"), file, asked.day, agency.name)
    decides = asked.may_change and manages_plans(request.user)
    context = {
        **_lineage(agency, rollup or asked.day, asked),
        **_tasks(request, found, asked),
        "not_yet": agency.begins_on is not None and asked.day < agency.begins_on,
        "ended": agency.ends_on is not None and agency.ends_on <= (rollup or asked.day),
        "asked": asked,
        "rollup": rollup,
        "duties": open_duties(agency, asked.day) if decides else (),
    }
    return render(request, "tasks/agency_detail.html", context)


def _lineage(agency: Agency, day: datetime.date, asked: AskedDay) -> dict[str, Any]:
    """Who came before and after, by `day`; on a past day as far as was known at its end."""
    before = end_of(asked.day)
    carrier = rolls_up_to(day, before).get(agency.pk)
    either = Q(predecessor=agency) | Q(successor=agency)
    steps: list[Any] = []
    for rows in (AgencySuccession.objects, FormerSuccession.objects)[: 1 + asked.is_past]:
        known = known_before(rows.filter(either), before)
        steps += known.select_related("predecessor", "successor").order_by("effective_on", "pk")
    steps.sort(key=lambda step: step.effective_on)
    return {
        "agency": agency,
        "carrier": Agency.objects.get(pk=carrier) if carrier else None,
        "predecessors": [step for step in steps if step.successor_id == agency.pk],
        "successors": [step for step in steps if step.predecessor_id == agency.pk],
        "aliases": agency.aliases.all(),
    }


def _tasks(request: SignedInRequest, held: Held, asked: AskedDay) -> dict[str, Any]:
    wanted = _role(request, held.counts)
    tabs = [RoleTab(role, count) for role, count in _by_role(held.counts).items()]
    shown = next((tab for tab in tabs if tab.role == wanted), None)
    pages = Paginator(held.tasks(wanted), PAGE_LENGTH)
    # Their number is known.
    pages.count = shown.count.total if shown else 0
    page: Any = pages.get_page(request.GET.get("page"))
    visible = Task.objects.visible_to(request.user)
    page.object_list = task_rows(visible, list(page.object_list), asked.day)
    return {
        "counts": held.counts,
        "tabs": tabs,
        "shown": shown,
        "has_tasks": any(tab.count.total for tab in tabs),
        "page_obj": page,
    }


def _by_role(counts: AgencyCounts) -> dict[AssignmentRole, RoleCount]:
    return {
        AssignmentRole.LEAD: counts.lead,
        AssignmentRole.BY_DUTY: counts.by_duty,
        AssignmentRole.PARTICIPATING: counts.participating,
    }


def _role(request: SignedInRequest, counts: AgencyCounts) -> str:
    """The role of the address, else the first in which there is anything."""
    by_role = _by_role(counts)
    return request.GET.get("role") or next((role for role in by_role if by_role[role].total), "")


def _rows(request: SignedInRequest, keys: Iterable[int], day: datetime.date) -> TaskQuerySet:
    """The tasks with these keys, with their state and adjustments."""
    stated = Task.objects.visible_to(request.user).with_standing(day).with_adjustments(day)
    return stated.filter(pk__in=keys)
