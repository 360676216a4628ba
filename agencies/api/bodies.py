"""What a caller sent."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.serializers import Serializer


def sent(
    request: Request, serializer_class: type[Serializer[Any]], *, partial: bool = False
) -> dict[str, Any]:
    """The body of `request` as `serializer_class` reads it; with `partial` fields may be left out.

    Raises `ValidationError` (400) that points at what is wrong.
    """
    serializer = serializer_class(data=request.data, partial=partial, context={"request": request})
    serializer.is_valid(raise_exception=True)
    values: dict[str, Any] = serializer.validated_data
    return values
