"""What the OpenAPI document says of values that are sent: the bounds within which they are accepted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import django_filters
from django.db.models import Field
from drf_spectacular.contrib.django_filters import DjangoFilterExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers

from agencies.api.json_types import item_of

KEY = {"minimum": 1, "maximum": 2**63 - 1, "format": "int64"}
"""Keys of rows."""

SAYS_SOMETHING = r"\S"
"""The pattern of a text that is not blank."""

NEVER_EMPTY = {"page_size", "count"}
"""Parameters that are refused when empty; for all others an empty value counts as not given."""


class ShapedAutoSchema(AutoSchema):
    """Adds to bodies and parameters the bounds that their fields know and drf-spectacular leaves out."""

    def _map_basic_serializer(self, serializer: Any, direction: Any) -> dict[str, Any]:
        schema: dict[str, Any] = super()._map_basic_serializer(serializer, direction)  # type: ignore[no-untyped-call]
        if direction == "request":
            schema["additionalProperties"] = False
            for name, said in schema.get("properties", {}).items():
                bound(serializer.fields[name], said)
        return schema

    def _get_filter_parameters(self) -> list[dict[str, Any]]:
        """Only reading a list has filters; with the choices and keys that they accept."""
        if self.method != "GET":
            return []
        parameters: list[dict[str, Any]] = super()._get_filter_parameters()  # type: ignore[no-untyped-call]
        filters: Mapping[str, Any] = getattr(getattr(self.view, "filterset_class", None), "base_filters", {})
        for parameter in parameters:
            chosen = filters[parameter["name"]]
            choices = chosen.extra.get("choices")
            if isinstance(chosen, django_filters.ModelChoiceFilter) and not chosen.extra.get("to_field_name"):
                parameter["schema"].update(KEY)
            elif callable(choices):
                parameter["schema"]["enum"] = [value for value, _words in choices()]
        return parameters

    def _get_parameters(self) -> list[dict[str, Any]]:
        parameters: list[dict[str, Any]] = super()._get_parameters()
        for parameter in parameters:
            repeated = parameter.get("explode", False)
            if parameter["in"] == "query" and not repeated and parameter["name"] not in NEVER_EMPTY:
                parameter["allowEmptyValue"] = True
        return parameters


class FilterShapes(DjangoFilterExtension):
    """Takes the types of filters from the columns of their model alone.

    By default annotations are looked up in the view's queryset too, and building that queryset queries the
    database.
    """

    target_class = "agencies.api.filtering.FilterBackend"
    priority = 1

    def _get_schema_from_model_field(self, auto_schema: Any, filter_field: Any, model: Any) -> Any:
        if isinstance(self._get_model_field(filter_field, model), Field):  # type: ignore[no-untyped-call]
            return super()._get_schema_from_model_field(auto_schema, filter_field, model)  # type: ignore[no-untyped-call]
        raise LookupError(filter_field.field_name)


def bound(field: Any, said: dict[str, Any]) -> None:
    """Add to `said`, the schema of `field`, the bounds within which a value is accepted."""
    items = item_of(field)
    if items is not None:
        if not field.allow_empty:
            said.setdefault("minItems", 1)
        bound(items, said["items"])
    elif isinstance(field, serializers.PrimaryKeyRelatedField):
        said.update(KEY)
    elif type(field) is serializers.CharField and not field.allow_blank:
        said.setdefault("pattern", SAYS_SOMETHING)
