"""Who asks, where a proxy in front speaks for them."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class ClientAddressMiddleware:
    """With `TRUST_PROXY` `REMOTE_ADDR` is whom the proxy names, not the proxy itself.

    Else all the world would have one address: whoever mistypes a name's password somewhere would lock it for
    everybody, and neither the audit nor the list of sessions would say where anything came from. The last
    address in `X-Forwarded-For` is the one that the proxy saw; what stands before it is what a caller says
    of themselves. What is no address is not believed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.TRUST_PROXY:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer."""
        named = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if _is_address(named):
            request.META["REMOTE_ADDR"] = named
        return self.get_response(request)


def _is_address(named: str) -> bool:
    try:
        ip_address(named)
    except ValueError:
        return False
    # A zone is of the machine that names it, and no column of addresses takes it.
    return "%" not in named
