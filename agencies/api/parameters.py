"""Query parameters as the OpenAPI document describes them, whatever else a page's form would take for one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import django_filters
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.views import APIView

from agencies.api.handlers import handler_of
from agencies.api.json_types import DAY

YES_OR_NO = re.compile("true|false")
WHOLE = re.compile("-?[0-9]+")
KEY = re.compile("[0-9]+")
OF_LISTS = ("cursor", "page_size", "ordering", "count", "fields")


class WrongParameters(ValidationError):
    """What is wrong stands in the query of the address, whatever the method."""


class Strict(APIView):
    """A view that refuses what it does not know in the query of an address.

    A script that misspells `status` or `as_of` must not believe that it got what it asked for. A view reads
    what it names in `query_parameters`, a list besides its filters and what all lists have; a change none.
    """

    @property
    def query_parameters(self) -> Sequence[str]:
        """What reading it can be told in the query."""
        return ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Once the caller may go on, raises `WrongParameters` (400) naming what means nothing here."""
        super().initial(request, *args, **kwargs)
        if not request.query_params or request.method == "OPTIONS" or handler_of(self, request) is None:
            return
        filters = filters_of(self)
        known = known_parameters(self, str(request.method))
        unknown = sorted(set(request.query_params) - set(known))
        if unknown:
            raise WrongParameters({name: [_no_such(known)] for name in unknown})
        for name, values in request.query_params.lists():
            wrong = wrong_in(filters.get(name), values)
            if wrong:
                raise WrongParameters({name: [wrong]})


def known_parameters(view: Any, method: str) -> list[str]:
    """What `view` reads in the query of a request by that method, in the order of the alphabet."""
    if method not in SAFE_METHODS:
        return []
    if not is_list(view):
        return sorted(view.query_parameters)
    formats = ["format"] if getattr(view, "exports", False) else []
    return sorted({*view.query_parameters, *OF_LISTS, *filters_of(view), *formats})


def filters_of(view: Any) -> Mapping[str, django_filters.Filter]:
    """The filters of a list by their parameters; none of what is no list."""
    filters: Mapping[str, django_filters.Filter] = {}
    if is_list(view):
        filters = getattr(getattr(view, "filterset_class", None), "base_filters", {})
    return filters


def is_list(view: Any) -> bool:
    """Whether what is asked for is a list in pages."""
    return getattr(view, "action", None) == "list"


def _no_such(known: Sequence[str]) -> str:
    if not known:
        return _("This address takes no parameters.")
    return _("There is no such parameter here, only: %(names)s.") % {"names": ", ".join(known)}


def wrong_in(parameter: django_filters.Filter | None, values: Sequence[str]) -> str:
    """What is wrong about `values`, sent for `parameter` (None: no filter); empty where nothing is.

    An empty value is none at all: a form sends what nobody filled in.
    """
    if len(values) > 1 and not isinstance(parameter, django_filters.MultipleChoiceFilter):
        return _("Give this parameter once.")
    if any("\0" in value for value in values):
        return _("Null characters are not allowed.")
    grammar = _grammar(parameter)
    if grammar is None or all(not value or grammar[0].fullmatch(value) for value in values):
        return ""
    return grammar[1]


def _grammar(parameter: django_filters.Filter | None) -> tuple[re.Pattern[str], str] | None:
    """How values are written, and what to say of others; None where any text will do or a list says which."""
    if isinstance(parameter, django_filters.DateFilter):
        return DAY, _("Give a day as in 2020-12-31.")
    if isinstance(parameter, django_filters.BooleanFilter):
        return YES_OR_NO, _("Send true or false.")
    if isinstance(parameter, django_filters.NumberFilter):
        return WHOLE, _("Give a whole number.")
    if isinstance(parameter, django_filters.ModelChoiceFilter) and not parameter.extra.get("to_field_name"):
        return KEY, _("Give its key: the whole number that its own list gives as “id”.")
    return None
