"""Lists over the API: in pages, in an order asked for, with the fields asked for."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar, TypeVar

from django.db.models import Model
from django.utils.translation import gettext as _
from rest_framework import viewsets
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer

from agencies.api.base import ApiView
from agencies.api.pulls import Pulled
from agencies.orderings import Orderings

Row = TypeVar("Row", bound=Model)


class Listed(Pulled, viewsets.GenericViewSet[Row]):
    """Has a list in any of its `orderings`; `?fields=` leaves out what is not named."""

    orderings: ClassVar[Orderings]

    def get_serializer(self, *args: Any, **kwargs: Any) -> BaseSerializer[Any]:
        """Of a list that is read with the fields asked for; raises `ValidationError` (400) as they do."""
        serializer: Any = super().get_serializer(*args, **kwargs)
        if self.action == "list" and self.request.method in {"GET", "HEAD"}:
            row = getattr(serializer, "child", serializer)
            for name in set(row.fields) - set(asked_fields(self.request, row.fields)):
                row.fields.pop(name)
        found: BaseSerializer[Any] = serializer
        return found


class ReadViewSet(ListModelMixin, RetrieveModelMixin, Listed[Row]):
    """A list, and one row of it alone."""

    follows_data = True


class Unpaged(ApiView, GenericAPIView[Row]):
    """What stands at one address is given whole: no pages, no filters."""

    pagination_class = None
    filter_backends = []


def asked_fields(request: Request, known: Collection[str]) -> list[str]:
    """Those of `known` that `?fields=` names, in their own order, without it all of them.

    Raises `ValidationError` (400) naming what is not known.
    """
    asked = {name for name in request.query_params.get("fields", "").split(",") if name}
    unknown = sorted(asked - set(known))
    if unknown:
        said = _("There is no field “%(name)s” here, only: %(names)s.")
        raise ValidationError(
            {"fields": [said % {"name": name, "names": ", ".join(known)} for name in unknown]}
        )
    return [name for name in known if name in asked or not asked]
