"""Reporting rounds: the office opens them, everyone sees what is asked until when."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.forms.seen import seen_of
from agencies.forms.services import ServiceForm
from agencies.models import User
from agencies.requests import SignedInRequest
from agencies.rules import is_office
from plans.clock import today
from plans.models import Plan
from plans.rules import manages_plans
from tasks import rules
from tasks.enums import Answer, RoundStep
from tasks.forms.chases import ChaseForm
from tasks.forms.rounds import NoChangeForm, RoundCloseForm, RoundExtendForm, RoundOpenForm
from tasks.models import ReportingRound
from tasks.summaries import in_force
from tasks.summaries.rounds import RoundSheet, round_sheet
from tasks.views.asked import AskedDay, asked_day
from tasks.views.lookup import visible_round, visible_task


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def round_list(request: SignedInRequest, code: str) -> HttpResponse:
    """The rounds of a plan; the office opens another."""
    asked, manages = asked_day(request), manages_plans(request.user)
    plan = get_object_or_404(Plan.objects.visible_to(request.user).with_tracking(asked.day), code=code)
    form = RoundOpenForm(request.POST or None, initial={"opens_on": today()})
    if request.method == "POST":
        if not manages:
            raise PermissionDenied
        if form.opened(actor=request.user, plan=plan, day=today()) and form.made:
            messages.success(request, _("The round “%(name)s” is open.") % {"name": form.made.name})
            return redirect("tasks:round_detail", form.made.pk)
    rounds = ReportingRound.objects.visible_to(request.user).filter(plan=plan).with_state(asked.day)
    manages = manages and asked.may_change
    context = {
        "plan": plan,
        "rounds": rounds,
        "form": form,
        "manages": manages,
        "unclosed": _unclosed(plan) if manages else None,
        "asked": asked,
    }
    return render(request, "tasks/round_list.html", context, status=form.http_status)


@login_required
@require_safe
def round_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who was asked and who owes; of an agency its own part only."""
    asked = asked_day(request)
    return round_page(request, visible_round(request.user, pk, asked.day), asked=asked)


@login_required
@require_POST
def round_extend(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give more time."""
    reporting_round = managed_round(request.user, pk)
    form = RoundExtendForm(request.POST)
    if not form.extended(actor=request.user, reporting_round=reporting_round, day=today()):
        return round_page(request, reporting_round, extend=form)
    messages.success(request, _("The round is extended."))
    return redirect("tasks:round_detail", pk)


@login_required
@require_POST
def round_close(request: SignedInRequest, pk: int) -> HttpResponse:
    """End the round."""
    reporting_round = managed_round(request.user, pk)
    form = RoundCloseForm(request.POST)
    if not form.closed(actor=request.user, reporting_round=reporting_round):
        return round_page(request, reporting_round, close=form)
    messages.success(request, _("The round is closed."))
    return redirect("tasks:round_detail", pk)


@login_required
@require_POST
def no_change(request: SignedInRequest, reference: str) -> HttpResponse:
    """本期无新进展 by one click; a refusal is told and leads to the form."""
    task = visible_task(request.user, reference)
    form = NoChangeForm(request.POST)
    parts = [part.agency for part in task.assignments.all() if part.in_force_until is None]
    if not any(rules.writes_for(request.user, agency) for agency in parts):
        raise PermissionDenied(_("Your agency has no part in this task, so there is nothing to report here."))
    if form.reported(actor=request.user, task=task):
        said = _("Submitted: no change this period on %(task)s.")
        messages.success(request, said % {"task": task.reference})
        return redirect(back(request))
    for errors in form.errors.values():
        for error in errors:
            messages.error(request, f"{task.reference}: {error}")
    return redirect("tasks:report_edit", task.reference)


def back(request: SignedInRequest) -> str:
    """Where a button leads back to: the page of the `round` that it stood on, else the own tasks."""
    key = request.POST.get("round", "")
    known = key.isascii() and key.isdigit() and len(key) < 18
    return reverse("tasks:round_detail", args=[int(key)]) if known else reverse("tasks:my_tasks")


def managed_round(user: User, pk: int) -> ReportingRound:
    """The round as it is today, for somebody who manages it; raises `PermissionDenied` for others."""
    reporting_round = visible_round(user, pk, today())
    if not manages_plans(user):
        raise PermissionDenied
    return reporting_round


def _unclosed(plan: Plan) -> ReportingRound | None:
    """The round of the plan that has to be closed before another opens; None where none has."""
    return ReportingRound.objects.unclosed_on(today()).filter(plan=plan).first()


def round_page(
    request: SignedInRequest,
    reporting_round: ReportingRound,
    *,
    asked: AskedDay | None = None,
    extend: RoundExtendForm | None = None,
    close: RoundCloseForm | None = None,
    chase: ChaseForm | None = None,
) -> HttpResponse:
    """The page of a round, with the form that was refused, if one was."""
    refused: ServiceForm | None = extend or close or chase
    is_closed = reporting_round.step == RoundStep.CLOSE
    asked = asked or AskedDay(today(), None, today())
    sheet = round_sheet(reporting_round, request.user, asked.day, may_change=asked.may_change)
    manages = asked.may_change and manages_plans(request.user)
    is_under_way = rules.is_under_way(reporting_round, asked.day)
    written = [held.agency for held in sheet.agencies if rules.writes_for(request.user, held.agency)]
    chosen = {name: request.GET.get(name, "") for name in ("agency", "answer")}
    shown = sheet.narrowed(**chosen) if any(chosen.values()) else sheet
    decisions = list(reporting_round.decisions_by(asked.day))
    seen = {"seen": seen_of(map(in_force.round_step, decisions[:1]))}
    context = {
        "round": reporting_round,
        "sheet": sheet,
        "chosen": chosen,
        "shown": shown,
        "narrowed_to": _in_words(sheet, closed=is_closed, **chosen),
        "fillable": written if asked.may_change and is_under_way else [],
        "is_under_way": is_under_way,
        "decisions": decisions,
        "asked": asked,
        "is_past_due": reporting_round.due_on < asked.day,
        "manages": manages,
        "sees_all": is_office(request.user),
        "unclosed": _unclosed(reporting_round.plan) if manages and is_closed else None,
        "extend": extend or RoundExtendForm(auto_id="extend_%s", initial=seen),
        "close": close or RoundCloseForm(auto_id="close_%s", initial=seen),
        "chase": chase if chase and not chase.one else ChaseForm(auto_id="chase_%s"),
        "chase_one": chase if chase and chase.one else None,
        "shown_bodies": [held.agency for held in shown.agencies],
    }
    status = refused.http_status if refused else 200
    return render(request, "tasks/round_detail.html", context, status=status)


def _in_words(sheet: RoundSheet, *, closed: bool, agency: str, answer: str) -> list[str]:
    """What `RoundSheet.narrowed` was asked for; nothing of what it knows nothing of."""
    agencies = {str(held.agency.pk): str(held.agency) for held in sheet.agencies}
    answers = {str(key): str(label) for key, label in Answer.choices}
    owing = _("Not submitted by the close") if closed else _("Still owed")
    answers |= {"owing": owing, "late": _("Late")}
    return [words for words in (agencies.get(agency), answers.get(answer)) if words]
