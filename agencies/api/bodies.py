"""What a caller sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.serializers import Serializer

from agencies.api.json_types import unlike


def sent(
    request: Request, serializer_class: type[Serializer[Any]], *, partial: bool = False
) -> dict[str, Any]:
    """The body of `request` as `serializer_class` reads it; with `partial` fields may be left out.

    Raises `ValidationError` (400) that points at what is wrong.
    """
    return read(request, serializer_class, request.data, partial=partial)


def read(
    request: Request,
    serializer_class: type[Serializer[Any]],
    body: Any,
    *,
    partial: bool = False,
    **context: Any,
) -> dict[str, Any]:
    """`body`, or a part of one, in the same way; `context` is what its fields know beside `request`."""
    if not isinstance(body, Mapping):
        raise ValidationError({"non_field_errors": [_("Send a JSON object.")]})
    serializer = serializer_class(data=body, partial=partial, context={"request": request, **context})
    serializer.is_valid()
    errors: Any = {**serializer.errors, **unlike(serializer, body)}
    if errors:
        raise ValidationError(errors)
    values: dict[str, Any] = serializer.validated_data
    return values
