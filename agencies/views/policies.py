"""Which agencies want two pairs of eyes on their reports."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.forms.policies import PolicyForm, shown_policy
from agencies.models import Agency, User
from agencies.requests import SignedInRequest
from agencies.rules import administers_users, is_office


@login_required
@require_safe
def policy_list(request: SignedInRequest) -> HttpResponse:
    """Every agency that has people here, and whether an approver passes its reports on."""
    return _page(request)


@login_required
@require_POST
def policy_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change it for one agency."""
    agency = get_object_or_404(Agency.objects.visible_to(request.user), pk=pk)
    _only_who_sets_it(request.user)
    form = PolicyForm(request.POST)
    if not form.kept(actor=request.user, agency=agency):
        return _page(request, form)
    messages.success(request, _("The policy of %(agency)s is changed.") % {"agency": agency})
    return redirect("agencies:policy_list")


def _only_who_sets_it(user: User) -> None:
    if not (is_office(user) or administers_users(user)):
        raise PermissionDenied


def _page(request: SignedInRequest, form: PolicyForm | None = None) -> HttpResponse:
    _only_who_sets_it(request.user)
    agencies = Agency.objects.visible_to(request.user).with_people().filter(Q(people__gt=0))
    rows = [(agency, shown_policy(agency)) for agency in agencies]
    context = {"rows": rows, "form": form}
    return render(request, "agencies/policy_list.html", context, status=form.http_status if form else 200)
