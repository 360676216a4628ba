"""What a view gets once it is known who asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

if TYPE_CHECKING:
    from agencies.models import User


class SignedInRequest(HttpRequest):
    """A request of a person signed in; views behind `login_required` get one."""

    user: User


def next_address(request: HttpRequest) -> str:
    """The page that a form says to go on to; empty where it names none, or one of another site."""
    address = request.POST.get("next", "")
    known = address.startswith("/") and url_has_allowed_host_and_scheme(address, {request.get_host()})
    return address if known else ""
