"""Which language an answer is in."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin


class InterfaceLanguageMiddleware(MiddlewareMixin):
    """Chinese unless somebody chose otherwise.

    Pages follow the language chosen in the page head (a cookie), never the browser's header: an office
    machine with an English browser still serves people who work in Chinese. The API, where nothing
    can be clicked, follows `Accept-Language`. Addresses are the same in every language.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Activate the language for this request."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if chosen not in dict(settings.LANGUAGES):
            chosen = settings.LANGUAGE_CODE
            if request.path.startswith("/api/") and "Accept-Language" in request.headers:
                chosen = translation.get_language_from_request(request)
        translation.activate(chosen)
        request.LANGUAGE_CODE = chosen

    def process_response(self, _request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Say which one it was, and that another header may have given another."""
        patch_vary_headers(response, ("Accept-Language",))
        response.headers.setdefault("Content-Language", translation.get_language() or "")
        return response
