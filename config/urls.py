"""All URLs."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from config.views.appearance import appearance
from config.views.health import healthz, readyz
from config.views.styleguide import styleguide

handler400 = "config.views.errors.bad_request"
handler403 = "config.views.errors.permission_denied"
handler404 = "config.views.errors.page_not_found"
handler500 = "config.views.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    # First, since scripts ask the most and addresses are tried one after the other.
    path("api/", include("config.api_urls")),
    path("", include("tasks.urls")),
    path("", include("tasks.urls.documents")),
    path("", include("agencies.urls")),
    path("language/", set_language, name="set_language"),
    path("appearance/", appearance, name="appearance"),
    path("styleguide/", styleguide, name="styleguide"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("admin/", admin.site.urls),
]
