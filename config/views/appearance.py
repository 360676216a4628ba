"""The switch between light and dark, ordinary and large text, single keys and none."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from agencies.requests import next_address
from config.appearance import appearance_of


@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """Keep what was chosen and go back to the page; a value that does not exist changes nothing."""
    response = redirect(next_address(request) or "tasks:overview")
    appearance_of(request).changed(request.POST.dict()).keep(response)
    return response
