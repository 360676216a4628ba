"""The page that shows the API: Swagger UI from our own host."""

from __future__ import annotations

from drf_spectacular.views import SpectacularSwaggerSplitView


class ApiDocsView(SpectacularSwaggerSplitView):
    """Swagger UI with its script in a file of its own and no style in the page.

    So it keeps to the content security policy of every other page.
    """

    template_name = "config/api_docs.html"
    title = "Duban API"
    url_name = "api:schema"
