"""Signing in to the administration: by the same page as everywhere, so audited and locked alike."""

from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse


def admin_login(request: HttpRequest) -> HttpResponse:
    """Leads to the sign-in page; somebody signed in who was sent here may not use the administration."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next") or reverse("admin:index"))
