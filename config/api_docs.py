"""The OpenAPI document and the page that shows it, Swagger UI from our own host; open to everyone."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, override
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from agencies.api.etags import Tagged
from agencies.api.formats import ByFormat
from agencies.api.parameters import Strict
from agencies.api.throttling import Throttled


class ApiSchemaView(Tagged, Throttled, Strict, ByFormat, SpectacularAPIView):
    """The document as YAML or, where `?format=` or `Accept` says so, as JSON; in the caller's language."""

    query_parameters = ("format",)

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """The document as it was written before: to write it takes half a second."""
        chosen: Any = request
        renderer = chosen.accepted_renderer
        kind: Any = type(renderer)
        return HttpResponse(
            document_in(get_language(), kind),
            content_type=f"{renderer.media_type}; charset=utf-8",
            headers={"Content-Disposition": f'inline; filename="duban-api.{renderer.format}"'},
        )


@lru_cache(maxsize=4)
def document_in(language: str | None, kind: Any) -> bytes:
    """The document in that language, as the renderer `kind` writes it."""
    generator: Any = SchemaGenerator
    with override(language):
        written: bytes = kind().render(generator().get_schema(request=None, public=True))
    return written


class ApiDocsView(Throttled, SpectacularSwaggerSplitView):
    """Swagger UI with its script in a file of its own and no style in the page.

    So it keeps to the content security policy of every other page.
    """

    template_name = "config/api_docs.html"
    title = "Duban API"
    url_name = "api:schema"


class ApiEntryView(Throttled, APIView):
    """Who looks at `/api/` itself is led to the page that describes the API."""

    authentication_classes = permission_classes = ()
    renderer_classes = (*ApiDocsView.renderer_classes, JSONRenderer)

    @extend_schema(exclude=True)
    def get(self, _request: Request) -> HttpResponse:
        """The way there."""
        return redirect("api:docs")
