"""What every page shows in its head."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from tasks.models import Notice


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The number of unread notices of the person signed in."""

    if not request.user.is_authenticated:
        return {}
    return {"unread_notices": Notice.objects.visible_to(request.user).unread().count()}
