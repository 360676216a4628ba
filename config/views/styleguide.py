"""The design as it is: for those who make pages, never on a real site."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from config.styleguide import COMPONENTS, samples, tokens


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Tokens and components, drawn by what draws them on the pages; only where DEBUG is on."""
    if not settings.DEBUG:
        raise Http404
    context = {"tokens": list(tokens()), "components": COMPONENTS, **samples()}
    return render(request, "config/styleguide.html", context)
