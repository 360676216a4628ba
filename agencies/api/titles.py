"""The titles of problems: what each status is called, in the reader's language.

A problem without a `type` of its own is titled as its status is called, which RFC 9457 (4.2.1) lets be in
another language. English titles are those of RFC 9110.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TITLES: Mapping[int, str | Promise] = {
    HTTPStatus.BAD_REQUEST: _("Bad Request"),
    HTTPStatus.UNAUTHORIZED: _("Unauthorized"),
    HTTPStatus.FORBIDDEN: _("Forbidden"),
    HTTPStatus.NOT_FOUND: _("Not Found"),
    HTTPStatus.METHOD_NOT_ALLOWED: _("Method Not Allowed"),
    HTTPStatus.NOT_ACCEPTABLE: _("Not Acceptable"),
    HTTPStatus.CONFLICT: _("Conflict"),
    HTTPStatus.LENGTH_REQUIRED: _("Length Required"),
    HTTPStatus.PRECONDITION_FAILED: _("Precondition Failed"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _("Content Too Large"),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: _("Unsupported Media Type"),
    HTTPStatus.UNPROCESSABLE_ENTITY: _("Unprocessable Content"),
    HTTPStatus.PRECONDITION_REQUIRED: _("Precondition Required"),
    HTTPStatus.TOO_MANY_REQUESTS: _("Too Many Requests"),
    HTTPStatus.INTERNAL_SERVER_ERROR: _("Internal Server Error"),
    HTTPStatus.SERVICE_UNAVAILABLE: _("Service Unavailable"),
}
"""Of every status that this site refuses with."""
