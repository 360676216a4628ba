"""The site of the Django admin: one sign-in page for everything, and only for who administers users."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.rules import administers_users, is_signed_in
from agencies.views.sign_in import SignOutView

ViewType = TypeVar("ViewType", bound=Callable[..., HttpResponseBase])


class DubanAdminSite(AdminSite):
    """Accounts, agencies and what was loaded. Everything else has its own pages."""

    site_header = _("Duban administration")
    site_title = _("Duban administration")
    index_title = _("Accounts, agencies, plans")
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether this person may be here at all."""
        return administers_users(request.user)

    def admin_view(self, view: ViewType, cacheable: bool = False) -> ViewType:  # noqa: FBT001, FBT002
        """Refuse with a 403 whoever is signed in and has nothing to do here."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if is_signed_in(request.user) and not self.has_permission(request):
                raise PermissionDenied
            return inner(request, *args, **kwargs)

        return cast(ViewType, guarded)

    def get_urls(self) -> list[Any]:
        """Without pages that the site has better ones for."""
        left_out = {"password_change_done", "view_on_site"}
        return [url for url in super().get_urls() if getattr(url, "name", "") not in left_out]

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Send them to the page that tells the audit and ends other sessions."""
        return redirect("agencies:password_change")

    def logout(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        """Sign out as everywhere else."""
        return SignOutView.as_view()(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send strangers to the site's own sign-in page."""
        if self.has_permission(request):
            return redirect("admin:index")
        if is_signed_in(request.user):
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next", reverse("admin:index")))
