"""The audit, for the office to read."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from agencies.filters import AuditEntryFilter
from agencies.models import AuditEntry, AuditHead
from agencies.requests import SignedInRequest
from agencies.rules import is_office
from agencies.views.parts import render_part

PAGE_SIZE = 50


@login_required
@require_GET
def audit_list(request: SignedInRequest) -> HttpResponse:
    """What was done, the newest first."""
    if not is_office(request.user):
        raise PermissionDenied(_("Only the coordination office reads the audit."))
    found = AuditEntryFilter(request.GET, AuditEntry.objects.visible_to(request.user))
    page = Paginator(found.qs, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "filter": found,
        "page": page,
        "head": AuditHead.objects.first(),
        "waiting": AuditEntry.objects.unsealed().count(),
    }
    return render_part(request, "agencies/audit_list.html", "agencies/_audit_results.html", context)
