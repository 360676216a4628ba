"""The page that shows the API: Swagger UI from our own host."""

from __future__ import annotations

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.utils.decorators import method_decorator
from drf_spectacular.views import SpectacularSwaggerSplitView


@method_decorator(csp_update({"style-src": [SELF, UNSAFE_INLINE]}), name="dispatch")
class ApiDocsView(SpectacularSwaggerSplitView):
    """Swagger UI, its script in a file of its own.

    The page and the bundle bring their own `<style>` elements; nothing else is allowed beyond what every
    page of this site may do.
    """

    url_name = "api:schema"
