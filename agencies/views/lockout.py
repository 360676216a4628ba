"""What somebody sees after too many wrong passwords."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from agencies.api.problems import problem_page

TOO_MANY_REQUESTS = 429


def locked_out(
    request: HttpRequest, _response: HttpResponse | None, _credentials: Mapping[str, object] | None
) -> HttpResponse:
    """The answer while a name is locked for an address; other names from there still get in."""
    if request.path.startswith("/api/"):
        return problem_page(TOO_MANY_REQUESTS, _("Too many failed attempts. Try again later."))
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "agencies/account/locked_out.html", {"minutes": minutes}, status=TOO_MANY_REQUESTS)
