"""The OpenAPI document and the page that shows it, Swagger UI from our own host; open to everyone."""

from __future__ import annotations

from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from agencies.api.throttling import Throttled


class ApiSchemaView(Throttled, SpectacularAPIView):
    """The document."""


class ApiDocsView(Throttled, SpectacularSwaggerSplitView):
    """Swagger UI with its script in a file of its own and no style in the page.

    So it keeps to the content security policy of every other page.
    """

    template_name = "config/api_docs.html"
    title = "Duban API"
    url_name = "api:schema"
