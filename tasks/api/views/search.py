"""Finding things by words over the API."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.authentication import caller
from agencies.api.base import ApiView
from agencies.api.throttling import ThrottleScope
from tasks.api.serializers.search import SearchSerializer
from tasks.enums import SearchKind
from tasks.forms.search import SearchForm
from tasks.models import Task
from tasks.search.hits import named_task, search

SHOWN = 50
"""The best hits of each kind; there are no pages, since who wants all of them filters a list by `q`."""


class SearchView(ApiView, GenericAPIView[Task]):
    """Tasks, agencies and progress reports in which every word of `q` stands."""

    queryset = Task.objects.all()
    serializer_class = SearchSerializer
    query_parameters = ("q", "plan", "kind")
    reads = ThrottleScope.SEARCH

    @extend_schema(
        parameters=[
            OpenApiParameter("q", {"type": "string", "maxLength": 100}, description="Words."),
            OpenApiParameter("plan", OpenApiTypes.STR, description="Code of a plan; left out: all plans."),
            OpenApiParameter("kind", OpenApiTypes.STR, enum=SearchKind.values),
        ]
    )
    def get(self, request: Request, **kwargs: Any) -> Response:
        """The best 50 hits of each kind, as the page shows them."""
        form = SearchForm(request.query_params, user=caller(request))
        if not form.is_valid():
            raise ValidationError(form.errors.as_data())
        asked = form.cleaned_data
        task = named_task(caller(request), asked["q"])
        kinds = [SearchKind(asked["kind"])] if asked["kind"] else list(SearchKind)
        found = [search(caller(request), asked["q"], kind, asked["plan"]) for kind in kinds]
        answer = {
            "task": task and task.reference,
            "found": [
                {"kind": one.kind, "count": len(one.keys), "is_cut": one.is_cut, "hits": one.hits(0, SHOWN)}
                for one in found
            ],
        }
        return Response(self.get_serializer(answer).data)
