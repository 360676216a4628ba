"""Bodies as they arrive; what cannot be read is refused in the reader's language, with the place."""

from __future__ import annotations

import json
from collections.abc import Sequence
from math import isinf
from typing import Any, NoReturn

from django.utils.http import parse_header_parameters
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from rest_framework import parsers
from rest_framework.exceptions import ParseError


class JsonParser(parsers.JSONParser):
    """JSON in the charset that `Content-Type` names, else UTF-8."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """What was sent; raises `ParseError` (400) that says why it is no JSON, and where."""
        charset = asked_charset(media_type)
        try:
            text = stream.read().decode(charset)
            return json.loads(
                text,
                parse_float=_finite,
                parse_constant=_refuse_constant,
                object_pairs_hook=_each_once,
            )
        except UnicodeError:
            raise ParseError(_("This is not text in %(charset)s.") % {"charset": charset}) from None
        except json.JSONDecodeError as error:
            place = {"line": error.lineno, "column": error.colno}
            raise ParseError(_("This is not JSON: see line %(line)d, column %(column)d.") % place) from None
        except RecursionError:
            raise ParseError(_("This is nested too deeply.")) from None
        except ValueError:
            # What is left: a whole number of more digits than Python reads.
            raise ParseError(_("A number in it has too many digits.")) from None


class FormParser(parsers.MultiPartParser):
    """A form with files."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """What was sent; raises `ParseError` (400) where it cannot be taken apart."""
        asked_charset(media_type)
        try:
            form = super().parse(stream, media_type, parser_context)
        except ParseError:
            raise ParseError(_("The parts of this form cannot be told apart.")) from None
        parts = [
            (name, value) for some in (form.data, form.files) for name in some for value in some.getlist(name)
        ]
        _each_once(parts)
        return form


def asked_charset(media_type: str | None) -> str:
    """The charset that `Content-Type` names, else UTF-8; raises `ParseError` (400) for one unknown here."""
    charset = parse_header_parameters(media_type or "")[1].get("charset", "utf-8")
    try:
        # Also refuses what is known but no charset, such as `hex`.
        "".encode(charset)
    except (LookupError, ValueError):
        said = _("The charset “%(charset)s” is not known here. Send UTF-8.") % {"charset": charset}
        raise ParseError(said) from None
    return charset


def _each_once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """The members of an object; raises `ParseError` (400) where one of two would be passed over."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            said = _("“%(name)s” stands there twice. Send it once.")
            raise ParseError(said % {"name": Truncator(name).chars(100)})
        found[name] = value
    return found


def _finite(written: str) -> float:
    """The number; raises `ParseError` (400) for one like 1e999, which Python takes for infinite."""
    number = float(written)
    if isinf(number):
        raise ParseError(_("A number in it is too large."))
    return number


def _refuse_constant(constant: str) -> NoReturn:
    raise ParseError(_("%(constant)s is not JSON. Send a number or null.") % {"constant": constant})
