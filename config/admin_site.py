"""The site of the Django admin: one sign-in page for everything, and only for who administers users."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.rules import administers_users, is_signed_in


class DubanAdminSite(AdminSite):
    """Accounts, agencies and what was loaded. Everything else has its own pages."""

    site_header = _("Duban administration")
    site_title = _("Duban administration")
    index_title = _("Accounts, agencies, plans")
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether this person may be here at all."""
        return administers_users(request.user)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send strangers to the site's own sign-in page; who is signed in and may not be here gets a 403."""
        if self.has_permission(request):
            return redirect("admin:index")
        if is_signed_in(request.user):
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next", reverse("admin:index")))
