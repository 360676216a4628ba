"""What REST framework refuses by itself, in this site's words and the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions

OUR_WORDS: dict[type[Exception] | tuple[type[Exception], ...], Any] = {
    (Http404, exceptions.NotFound): gettext_lazy("There is no such thing here, or you may not see it."),
    exceptions.NotAuthenticated: gettext_lazy("Sign in, or send a token: Authorization: Token <key>"),
    exceptions.AuthenticationFailed: gettext_lazy(
        "This token is not valid: mistyped, expired or revoked. Its owner, signed in, sees at %(tokens)s "
        "which there are, and makes another."
    ),
    exceptions.MethodNotAllowed: gettext_lazy("This address does not take %(method)s."),
    exceptions.NotAcceptable: gettext_lazy("None of what Accept names can be given here, only %(given)s."),
    exceptions.UnsupportedMediaType: gettext_lazy("The body is sent as %(taken)s."),
}


def words_for(error: Exception, context: Mapping[str, Any]) -> str:
    """What to say of `error`, which REST framework or a view raised."""
    if isinstance(error, PermissionDenied | exceptions.PermissionDenied):
        said = str(error)
        is_own = said and said != str(exceptions.PermissionDenied.default_detail)
        return said if is_own else _("You may see this, but not do that.")
    for kinds, words in OUR_WORDS.items():
        if isinstance(error, kinds):
            return str(words) % _names(context)
    return str(getattr(error, "detail", ""))


def _names(context: Mapping[str, Any]) -> dict[str, str]:
    view, request = context["view"], context["request"]
    return {
        "method": request.method,
        "taken": _media_types(view.get_parsers()),
        "given": _media_types(view.get_renderers()),
        "tokens": request.build_absolute_uri(reverse("agencies:tokens")),
    }


def _media_types(those: Iterable[Any]) -> str:
    return ", ".join(dict.fromkeys(one.media_type for one in those))
