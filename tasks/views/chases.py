"""催办 and 签收: the buttons on the page of a round, and on the own tasks."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from agencies.requests import SignedInRequest
from plans.clock import today
from tasks import rules
from tasks.forms.chases import ChaseForm, ChaseSignForm
from tasks.models import Chase
from tasks.services.chases import Chased
from tasks.views.rounds import back, managed_round, round_page


@login_required
@require_POST
def round_chase(request: SignedInRequest, pk: int) -> HttpResponse:
    """Remind the agency named, or all that owe."""
    reporting_round = managed_round(request.user, pk)
    form = ChaseForm(request.POST, auto_id="chase_%s")
    reminded = form.chased(actor=request.user, reporting_round=reporting_round, day=today())
    if not reminded or form.made is None:
        return round_page(request, reporting_round, chase=form)
    _tell(request, form.made)
    return redirect("tasks:round_detail", pk)


@login_required
@require_POST
def chase_sign(request: SignedInRequest, pk: int) -> HttpResponse:
    """Acknowledge a reminder."""
    chases = Chase.objects.visible_to(request.user).select_related("agency")
    chase = get_object_or_404(chases, pk=pk)
    if not rules.writes_for(request.user, chase.agency):
        raise PermissionDenied
    form = ChaseSignForm({})
    if form.signed(actor=request.user, chase=chase):
        messages.success(request, _("You have acknowledged the reminder."))
    if form.conflict:
        messages.error(request, form.conflict.message)
    return redirect(back(request))


def _tell(request: SignedInRequest, made: Chased) -> None:
    """Say how many were reminded, who had been before, and who has to be reached another way."""
    count = len(made.chases)
    said = ngettext("%(count)d agency was reminded.", "%(count)d agencies were reminded.", count)
    messages.success(request, said % {"count": count})
    if made.already:
        names = "、".join(str(agency) for agency in made.already)
        messages.info(request, _("Already reminded today: %(names)s.") % {"names": names})
    if made.unstaffed:
        names = "、".join(str(agency) for agency in made.unstaffed)
        said = _("Nobody here can be notified for %(names)s: reach them another way.")
        messages.warning(request, said % {"names": names})
